"""What libraries would break on is told, or passed over as other programs do it."""

from __future__ import annotations

import pytest

from streamtui.config.library_variables import forget_odd_sizes, require_textuals
from streamtui.core.faults.faults import ConfigurationError


@pytest.mark.parametrize("text", ["²", "9" * 5000, "100000"])
def test_a_size_that_can_not_be_is_passed_over(text: str) -> None:
    environ = {"COLUMNS": text, "LINES": "50", "TERM": "xterm"}
    forget_odd_sizes(environ)
    assert environ == {"LINES": "50", "TERM": "xterm"}


def test_sizes_that_libraries_pass_over_themselves_stay_as_they_are() -> None:
    environ = {"COLUMNS": "x", "LINES": ""}
    forget_odd_sizes(environ)
    assert environ == {"COLUMNS": "x", "LINES": ""}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("TEXTUAL_FPS", "9" * 400, f"TEXTUAL_FPS is '{'9' * 40}', which is no number up to 1,000,000: unset it."),
        ("ESCDELAY", "9" * 400, "no number up to"),
        ("TEXTUAL_COLOR_SYSTEM", "", "TEXTUAL_COLOR_SYSTEM is '', which is none of auto, standard"),
        ("TEXTUAL_PRESS", "a,wait:soon", "no list of keys and wait:MILLISECONDS"),
    ],
)
def test_what_textual_could_not_be_loaded_with_is_told(name: str, text: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        require_textuals({name: text})
    assert told in raised.value.fault.message


def test_what_textual_understands_or_passes_over_is_left_to_it() -> None:
    require_textuals(
        {"TEXTUAL_FPS": "30", "ESCDELAY": "x", "TEXTUAL_COLOR_SYSTEM": "256", "TEXTUAL_PRESS": "a,ctrl+p,wait:250,_"}
    )

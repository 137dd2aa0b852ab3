"""config.toml with another value in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.config.editing import with_setting, without_setting
from streamtui.config.toml_lines import parse_toml
from streamtui.core.faults.faults import ConfigurationError

WRITTEN = """\
# mine
profile = "work"   # which

[profiles.work] # the one
base_url = "http://x/v1"   # here

[tools]
off = [
  "a",  # first
]
rounds = 3
"""


@pytest.mark.parametrize(
    ("path", "value", "after"),
    [
        (("tools", "rounds"), 5, WRITTEN.replace("rounds = 3", "rounds = 5")),
        (("profile",), "other", WRITTEN.replace('"work"   #', '"other"   #')),
        (("theme",), "dark", WRITTEN.replace("# which\n", '# which\ntheme = "dark"\n')),
        (("profiles", "work", "model"), "m", WRITTEN.replace("# here\n", '# here\nmodel = "m"\n')),
        (
            ("profiles", "a b", "options"),
            {"n": 1, "stop": ["x"]},
            WRITTEN.replace("# here\n", '# here\n\n[profiles."a b"]\noptions = {n = 1, stop = ["x"]}\n'),
        ),
        (("retry", "attempts"), 2, f"{WRITTEN}\n[retry]\nattempts = 2\n"),
    ],
)
def test_what_else_stands_there_stays_as_it_is(path: tuple[str, ...], value: object, after: str) -> None:
    assert with_setting(WRITTEN, path, value) == after
    assert with_setting(WRITTEN.replace("\n", "\r\n"), path, value) == after.replace("\n", "\r\n")


def test_a_table_stands_apart_from_the_words_above_it() -> None:
    assert with_setting("# mine\n", ("retry", "attempts"), 2) == "# mine\n\n[retry]\nattempts = 2\n"


def test_what_is_taken_out_takes_no_more_along() -> None:
    assert without_setting(WRITTEN, ("tools", "rounds")) == WRITTEN.replace("rounds = 3\n", "")
    assert "here" not in without_setting(WRITTEN, ("profiles", "work"))
    with pytest.raises(KeyError):
        without_setting(WRITTEN, ("tools", "nothing"))


@pytest.mark.parametrize("written", ["tools = 3", "[[tools]]\nrounds = {}"])
def test_what_stands_in_the_way_is_told_and_not_lost(written: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^tools\.rounds can't be set, as tools is no table"):
        with_setting(written, ("tools", "rounds"), 1)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(TEXTS, TEXTS | st.booleans() | st.integers(0, 99) | st.lists(TEXTS, max_size=3) | st.dictionaries(TEXTS, TEXTS))
def test_every_text_is_written_so_that_it_is_read_again(name: str, value: Any) -> None:
    edited = with_setting(WRITTEN, ("snippets", name), value)
    assert parse_toml(edited) == parse_toml(WRITTEN) | {"snippets": {name: value}}

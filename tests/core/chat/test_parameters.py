"""Parameters of requests: what each may be, and which are in force."""

from __future__ import annotations

from typing import Any

import pytest

from streamtui.core.chat.parameters import assigned, in_force, parameter_of, shown_value
from streamtui.core.faults.faults import ConfigurationError


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("temperature", "0.2", 0.2),
        ("max_tokens", "2000", 2000),
        ("Max-Tokens", "1", 1),
        ("seed", "-1", -1),
        ("stop", "END of it", "END of it"),
        ("stop", '["END", "\\n\\n"]', ["END", "\n\n"]),
        ("stop", '"\\n"', "\n"),
        ("reasoning_effort", "Low", "low"),
    ],
)
def test_a_value_is_read_as_the_api_takes_it(name: str, text: str, value: Any) -> None:
    read = parameter_of(name).value(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("temperature", "hot", "temperature must be a number from 0 to 2."),
        ("temperature", "2.5", "temperature must be a number from 0 to 2."),
        ("temperature", "nan", "temperature must be a number from 0 to 2."),
        ("max_tokens", "0", "max_tokens must be a whole number from 1 to 1,000,000,000."),
        ("max_tokens", "1.5", "max_tokens must be a whole number from 1 to 1,000,000,000."),
        pytest.param("seed", "9" * 5000, "seed must be a whole number from -1 to 4,294,967,295.", id="digits"),
        ("verbosity", "loud", "verbosity must be low, medium or high."),
        ("stop", '["a", 1]', 'stop must be a text, or a list like ["END", "\\n\\n"].'),
        pytest.param("stop", "[" * 9000, 'stop must be a text, or a list like ["END", "\\n\\n"].', id="brackets"),
        ("stop", "[]", 'stop must be a text, or a list like ["END", "\\n\\n"].'),
    ],
)
def test_a_wrong_value_is_told_in_a_sentence(name: str, text: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        parameter_of(name).value(text)
    assert raised.value.fault.message == sentence


def test_a_wrong_name_is_told_with_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match="There is no parameter temprature; there is temperature"):
        parameter_of("temprature")
    with pytest.raises(ConfigurationError, match=r"there is temperature, max_tokens, .*, n"):
        parameter_of("zzzzz")


def test_a_name_and_its_value_are_read_of_one_word() -> None:
    assert assigned("top-p = 0.5") == ("top_p", 0.5)
    assert assigned("stop==END") == ("stop", "=END")
    with pytest.raises(ConfigurationError, match="seed has no value: write seed=VALUE"):
        assigned("seed")


def test_what_the_person_set_wins_and_nothing_leaves_out() -> None:
    assert in_force({"temperature": 0, "seed": 1}, {"temperature": 0.5, "seed": None}) == {"temperature": 0.5}


def test_a_value_is_shown_as_it_would_be_written() -> None:
    assert [shown_value(value) for value in (0.2, 2000, "low", ["é"])] == ["0.2", "2000", "low", '["é"]']

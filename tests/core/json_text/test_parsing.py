"""What is parsed quickly is what Python's own decoder reads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.json_text.parsing import parsed
from tests.fuzz.structured import ODD

leniently = json.JSONDecoder(strict=False).decode
NUMERALS = st.from_regex(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][-+]?[0-9]{1,3})?", fullmatch=True)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def read_by(parse: Any, text: str) -> str:
    try:
        return repr(parse(text))
    except (ValueError, RecursionError):
        return "not read"


@pytest.mark.parametrize("text", [*ODD, '{"a": 1, "a": 2}', "[1,]", "\ufeff1", "01", "-", "'a'", "[" * 5000, "1 2"])
def test_an_odd_value_is_read_as_python_reads_it(text: str) -> None:
    assert read_by(parsed, text) == read_by(leniently, text)


@given(VALUES.map(json.dumps) | VALUES.map(lambda value: json.dumps(value, ensure_ascii=False)) | NUMERALS)
def test_any_value_is_read_as_python_reads_it(text: str) -> None:
    assert read_by(parsed, text) == read_by(leniently, text)

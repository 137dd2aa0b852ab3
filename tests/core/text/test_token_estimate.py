"""The guess at the number of tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.text.token_estimate import estimate_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("four", 1),
        ("Größe", 1.75),
        ("你好", 2),
        ("สวัสดี", 6),
        ("안녕", 2),
        ("👍", 1),
        ("a你", 1.25),
        ("\ud83d", 0.25),
    ],
)
def test_estimates(text: str, tokens: float) -> None:
    assert estimate_tokens(text) == tokens


@given(st.text(), st.text())
def test_cutting_a_text_changes_nothing(one: str, other: str) -> None:
    assert estimate_tokens(one + other) == estimate_tokens(one) + estimate_tokens(other)

"""Words are found where they stand, in any case, however that changes their length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.text.found_words import found_words


@given(before=st.text("aİ 文", max_size=8), word=st.text("bBßΣ内", min_size=1, max_size=4), after=st.text(max_size=8))
def test_a_word_is_found_at_its_place(before: str, word: str, after: str) -> None:
    places = found_words(before + word + after, [word.upper()])
    assert any(start <= len(before) and end >= len(before) + len(word) for start, end in places)
    assert all(0 <= start < end <= len(before + word + after) for start, end in places)
    assert places == sorted(places)


def test_nothing_is_found_of_nothing() -> None:
    assert found_words("text", ["", "z"]) == []
    assert found_words("", ["x"]) == []


def test_a_text_full_of_a_word_is_marked_as_far_as_anyone_looks() -> None:
    assert len(found_words("a" * 100_000, ["a"])) == 1000

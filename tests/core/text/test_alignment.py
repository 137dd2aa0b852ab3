"""Where in a source its text stands as it is shown."""

from __future__ import annotations

import pytest

from streamtui.core.text.alignment import NOWHERE, aligned


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("plain words", "plain words"),
        ("## A *very* **bo**ld `claim`", "A very bold claim"),
        ("- one\n- two", "• one\n• two"),
        ("see [its page](https://a.example/x) here", "see its page (a.example/x) here"),
        ("| a | b |\n|---|---|\n| c d | e |", "a │ b\n──┼──\nc d │ e"),
        ("one two one", "one\ntwo\none"),
    ],
)
def test_every_character_that_stands_in_both_is_found_in_order(source: str, shown: str) -> None:
    places = aligned(source, shown)
    found = [(place, character) for place, character in zip(places, shown, strict=True) if place != NOWHERE]
    assert all(source[place] == character for place, character in found)
    assert [place for place, _ in found] == sorted({place for place, _ in found})
    assert len(found) >= 0.8 * sum(character.isalnum() for character in shown)


def test_a_word_that_stands_nowhere_does_not_lead_the_others_astray() -> None:
    assert aligned("abc def", "xyz def") == [NOWHERE] * 4 + [4, 5, 6]

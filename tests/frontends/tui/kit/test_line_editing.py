"""readline's keys in the prompt, over several lines too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from streamtui.frontends.tui.kit.line_editing import (
    line_end,
    line_start,
    location_of,
    place_of,
    run_start,
    word_end,
    word_start,
)
from tests.frontends.tui.stage import stage

pytestmark = pytest.mark.one_python


@given(st.text("ab1 -\nä", max_size=30), st.data())
def test_wherever_keys_lead_is_in_the_text_and_in_their_direction(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    for back in (word_start, run_start, line_start):
        assert 0 <= back(text, place) < max(1, place)
    for on in (word_end, line_end):
        assert min(place + 1, len(text)) <= on(text, place) <= len(text)
    lines = text.split("\n")
    assert place_of(lines, *location_of(lines, place)) == place


@pytest.mark.parametrize(
    ("written", "keys", "then"),
    [
        ("one two-three", ["ctrl+a", "x"], "xone two-three"),
        ("one two", ["home", "end", "x"], "one twox"),
        ("one two", ["ctrl+b", "x", "ctrl+f", "y"], "one twxoy"),
        ("one two-three", ["alt+b", "x"], "one two-xthree"),
        ("one two", ["ctrl+a", "alt+f", "x"], "onex two"),
        ("one two-three", ["ctrl+w"], "one "),
        ("one two-three", ["ctrl+a", "alt+d"], " two-three"),
        ("a\nbc", ["left", "ctrl+u"], "a\nc"),
        ("a\nbc", ["ctrl+u", "ctrl+u"], "a"),
        ("ab\nc", ["up", "ctrl+a", "ctrl+k"], "\nc"),
        ("ab\nc", ["up", "ctrl+a", "ctrl+k", "ctrl+k"], "c"),
        ("one two three", ["ctrl+w", "ctrl+w", "ctrl+a", "ctrl+y"], "two threeone "),
        ("one two three", ["ctrl+w", "left", "ctrl+w", "ctrl+y", "ctrl+y"], "one twotwo "),
        ("one two", ["ctrl+w", "ctrl+underscore"], "one two"),
        ("one", ["shift+left", "ctrl+w"], "on"),
        ("one", ["ctrl+x"], "one"),
        ("one", ["ctrl+y"], "one"),
    ],
)
async def test_keys_do_what_they_do_in_a_shell(written: str, keys: list[str], then: str) -> None:
    async with stage() as on:
        await on.type(written)
        await on.press(*keys)
        assert on.prompt.text == then


async def test_a_letter_with_alt_that_means_nothing_writes_nothing() -> None:
    async with stage() as on:
        await on.type("one ")
        for key in ("alt+x", "alt+shift+d", "alt+é"):
            on.app.post_message(events.Key(key, key[-1]))
        await on.press("!")
        assert on.prompt.text == "one !"
        await on.press("ctrl+c", "tab")
        on.app.post_message(events.Key("alt+x", "x"))
        await on.settle()
        assert on.prompt.text == ""

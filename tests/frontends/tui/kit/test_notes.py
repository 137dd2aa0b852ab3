"""What is said stands above the prompt, over nothing, until it was read."""

from __future__ import annotations

import pytest

from streamtui.frontends.tui.kit.note_row import NoteRow
from tests.frontends.tui.stage import NARROW, Stage, stage

pytestmark = pytest.mark.one_python


async def answer(on: Stage, text: str) -> None:
    await on.send("hi")
    await on.answer(text)
    await on.finish()
    await on.press("tab")


def said(on: Stage) -> list[str]:
    """The note's lines."""
    area = on.chat_screen.query_one(NoteRow).region
    return [line.strip() for line in on.lines[area.y : area.bottom]]


async def test_one_character_is_one() -> None:
    async with stage() as on:
        await answer(on, "x")
        await on.press("shift+up", "y")
        assert said(on) == ["Selection copied, 1 character"]


async def test_every_copy_says_so_above_the_prompt() -> None:
    async with stage() as on:
        await answer(on, "Look:\n\n```python\nx = 1\n```\n")
        await on.press("c")
        assert said(on) == ["Code block copied, 1 line"]
        await on.press("y")
        assert said(on) == ["Message copied"]
        await on.press("shift+up", "y")
        assert said(on) == ["Selection copied, 26 characters"]


async def test_wrapped_or_cut_code_is_said_and_the_next_key_takes_the_note_away() -> None:
    async with stage() as on:
        await answer(on, "```python\nx = 1\n```\n")
        await on.press("w")
        assert said(on) == ["Long lines of code are cut; ← and → shift them"]
        await on.press("w")
        assert said(on) == ["Long lines of code are wrapped"]
        await on.press("x")
        assert said(on) == []


async def test_the_same_thing_said_twice_is_said_again() -> None:
    async with stage() as on:
        await answer(on, "hello")
        await on.press("y")
        await on.press("y")
        assert said(on) == ["Message copied"]


async def test_a_refused_command_is_no_longer_spoken_of_when_the_next_one_is_typed() -> None:
    async with stage() as on:
        await on.send("/foo")
        assert "There is no command /foo" in on.text
        await on.press("backspace")
        assert "There is no command" not in on.text


async def test_a_long_note_is_shown_whole_and_nothing_lies_over_the_prompt() -> None:
    async with stage(NARROW) as on:
        await answer(on, "hello")
        on.app.notify(" ".join(f"word{number}" for number in range(20)), severity="warning")
        await on.settle()
        words = " ".join(said(on))
        assert words.startswith("word0 ")
        assert words.endswith(" word19")
        assert "❯ Ask something" in on.lines[on.prompt.region.y]
        assert on.chat_screen.query_one(NoteRow).region.bottom <= on.prompt.region.y


async def test_what_is_to_be_known_for_a_while_stays_while_keys_are_pressed() -> None:
    async with stage() as on:
        on.app.notify("Left out: .env", timeout=3600)
        await on.press("a", "enter")
        assert "Left out: .env" in on.text


async def test_a_note_acts_on_no_terminal_and_is_no_markup() -> None:
    async with stage() as on:
        on.app.notify("[b]x[/b] \x1b[2J")
        await on.settle()
        assert "[b]x[/b] ␛[2J" in on.text


async def test_what_any_widget_says_is_a_note() -> None:
    async with stage() as on:
        on.chat_screen.notify("Said by a widget")
        await on.settle()
        assert said(on) == ["Said by a widget"]
        assert not on.app._notifications

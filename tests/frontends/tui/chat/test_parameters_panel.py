"""What requests carry, in one panel: in force, from where, checked at once, and set for the conversation."""

from __future__ import annotations

import pytest
from textual.widgets import TextArea

from streamtui.core.ports.personas import Persona
from tests.frontends.tui.stage import NARROW, Stage, stage

pytestmark = pytest.mark.one_python


def row(on: Stage, name: str) -> str:
    return next(line for line in on.text.splitlines() if name in line).strip(" │")


async def test_fields_say_what_is_in_force_and_who_says_so_and_can_be_changed() -> None:
    async with stage(size=NARROW) as on:
        conversation = on.session.state.conversation
        on.chat_screen.desk.own.take(Persona("pirate", "Arr.", {"top_p": 0.5, "x": {"a\x1b[2J": 1}}))
        await on.press("f7")
        assert "persona pirate" in on.text
        assert "profile " in row(on, "temperature")
        await on.press("5")
        assert "✗ temperature must be a number from 0 to 2." in on.text
        await on.press("backspace", *"0.3", "tab")
        assert conversation.parameters["temperature"] == 0.3
        assert row(on, "temperature").endswith("this conversation")
        await on.press("up", "ctrl+u", *"hot", "tab")
        assert "✗ temperature must be a number" in on.text  # also once it was left
        assert row(on, "temperature").endswith("✗ not taken")
        await on.press("x")
        assert "✗ max_tokens must be a whole number" in on.text
        await on.press("up", "ctrl+u", *"0.30", "tab")
        assert row(on, "max_tokens").endswith("✗ not taken"), "0.3 is written for it beside that"
        await on.press("backspace", "up", "minus", "enter")
        assert "temperature" not in conversation.parameters
        assert "profile " in row(on, "temperature")
        await on.press("up", "up", "up", "up", "down", "up")  # over the longer ones, too
        assert "\x1b" not in on.text
        further = on.app.screen.query_one("#parameter-16", TextArea)
        assert '"a\\u001b[2J"' in further.text
        further.text = '{"model": "x"}'
        await on.press("escape")
        assert "✗ model can't be set: the chat itself does that." in on.text
        further.text = '{"service_tier": "flex"}'
        await on.press("escape")
        assert conversation.parameters == {"top_p": 0.5, "service_tier": "flex"}
        await on.send("/format json")
        assert conversation.parameters["response_format"] == {"type": "json_object"}


async def test_the_panel_is_as_high_as_its_fields_and_in_a_small_window_they_keep_the_room() -> None:
    for size, high, cells in (((120, 40), 26, 0), ((40, 15), 13, 10)):
        async with stage(size) as on:
            await on.press("f7")
            assert on.app.screen.query_one("#parameters").size.height <= high
            assert on.app.screen.query_one("#parameter-2").size.width >= cells
            assert ("default" in on.text) == (size[0] > 60)


async def test_in_a_small_window_what_is_written_is_in_sight_and_what_is_wrong_is_read_whole() -> None:
    async with stage((40, 15)) as on:
        await on.press("f7", "up")
        for _ in ("the first field", "the last one"):
            for number in range(12):
                await on.press("enter", *f"at{number}")
                assert f"at{number} " in on.text
            await on.press(*["up"] * 11)
            assert "at0 " in on.text
            written = on.text
            await on.press("shift+tab")
        assert 'write them as {"name": value}.' in " ".join(written.replace("│", " ").split())

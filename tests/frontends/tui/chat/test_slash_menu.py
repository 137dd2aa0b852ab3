"""The menu above a slash command that is being typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.frontends.tui.stage import NARROW, stage

pytestmark = pytest.mark.one_python

SMALL = (40, 15)


@pytest.mark.parametrize("size", [SMALL, NARROW, (120, 40)])
async def test_a_slash_opens_it_and_it_never_takes_more_than_a_third(size: tuple[int, int]) -> None:
    async with stage(size) as on:
        await on.press("/")
        assert "/new" in on.text
        assert "Ask something, and watch" in on.text
        assert "Tab Complete" in on.lines[-1]
        assert on.lines[-2].strip() == "❯ /"
        assert on.lines[-3].strip().startswith("… ")
        rows = on.chat_screen.menu.size.height
        assert 2 <= rows <= size[1] // 3
        for _ in range(30):
            await on.press("down")
        assert on.chat_screen.menu.size.height == rows
        assert on.text.count("❯ /") == 2  # in the prompt, and what is held, in sight


async def test_typing_narrows_it_down_tab_completes_and_enter_runs() -> None:
    async with stage() as on:
        await on.press(*"/the")
        assert "❯ /theme [NAME]" in on.text
        await on.press("tab")
        assert on.prompt.text == "/theme "
        assert "Enter Take" not in on.lines[-1]
        await on.press(*"nor")
        assert "Enter Take" in on.lines[-1]
        await on.press("enter")
        assert on.app.theme == "nord"
        assert on.prompt.text == ""
        assert on.chat_screen.menu.size.height == 0


async def test_enter_writes_what_wants_more_and_runs_what_does_not() -> None:
    async with stage() as on:
        await on.press(*"/set tem", "down", "enter")
        assert on.prompt.text == "/set temperature "
        await on.press(*"0.2", "enter")
        assert dict(on.session.state.conversation.parameters) == {"temperature": 0.2}


async def test_enter_runs_what_was_typed_where_anything_may_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "e\x1bvil").mkdir()
    monkeypatch.chdir(tmp_path)
    async with stage() as on:
        await on.send("Code?")
        await on.answer("none")
        await on.finish()
        await on.press(*"/code o")
        assert "output/" in on.text
        await on.press("backspace")
        assert "hidden" not in on.text
        assert "vil" not in on.text
        await on.press(*"o", "enter")
        assert "There is no reply to save code of." in on.text


async def test_escape_closes_it_keeps_what_is_typed_and_stops_nothing() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("Good")
        await on.press(*"/ne", "escape")
        assert on.prompt.text == "/ne"
        assert on.chat_screen.menu.size.height == 0
        assert on.chat_screen.desk.turns.busy
        await on.press("w")
        assert "❯ /new" in on.text
        await on.press("escape", "escape")
        assert not on.chat_screen.desk.turns.busy


async def test_what_was_sent_before_can_be_gone_through_without_it() -> None:
    async with stage() as on:
        await on.send("/theme nord")
        await on.send("/theme light")
        await on.press("up", "up")
        assert on.prompt.text == "/theme nord"
        assert on.chat_screen.menu.size.height == 0
        await on.press("enter", *"/theme nord")
        assert "❯ nord" in on.text


async def test_it_closes_where_the_cursor_goes_back_or_a_click_takes_one() -> None:
    async with stage() as on:
        await on.press(*"/th", "left")
        assert on.chat_screen.menu.size.height == 0
        await on.press("right")
        assert on.chat_screen.menu.size.height > 0
        await on.pilot.click("#menu", offset=(4, 0))
        await on.settle()
        assert on.prompt.text == ""
        assert on.app.theme == "streamtui-light"


async def test_in_little_width_commands_are_named_without_their_arguments() -> None:
    async with stage(SMALL) as on:
        await on.press(*"/mo")
        assert "❯ /model  Ask another model" in on.text
    async with stage(NARROW) as on:
        await on.press(*"/mo")
        assert "❯ /model [NAME]  Ask another model" in on.text

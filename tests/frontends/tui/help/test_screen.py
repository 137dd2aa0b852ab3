"""The help as a screen."""

from __future__ import annotations

from pathlib import Path

from streamtui.frontends.tui.help.screen import HelpScreen
from tests.frontends.tui.history.shelf import shelf
from tests.frontends.tui.stage import stage


async def test_one_that_opens_while_the_app_ends_is_no_bug() -> None:
    async with stage() as on:
        on.app.exit(return_code=143)
        on.app.push_screen("help")
    assert on.app.return_code == 143


async def test_one_that_is_closed_before_it_was_drawn_is_no_bug() -> None:
    async with stage() as on:
        on.app.push_screen("help")
        on.app.pop_screen()
        await on.settle()
        assert "IN THE CHAT" not in on.text


async def test_it_comes_up_over_any_screen_and_goes_by_the_same_key(tmp_path: Path) -> None:
    async with shelf(tmp_path, ("Why is the sky blue?", "It scatters.")) as at:
        await at.type("sky")
        for _ in range(2):
            await at.press("f1")
            assert isinstance(at.on.app.screen, HelpScreen)
            assert at.on.text.lstrip().startswith("IN THE PALETTE AND OTHER LISTS"), "where one is stands first"
            await at.press("f1")
        assert at.picker.field.value == "sky"
        assert "Why is the sky blue?" in at.on.text
        await at.press("escape", "f1")
        assert "IN THE CHAT" in at.on.text
        await at.press("f1")
        assert at.on.app.screen is at.on.chat_screen

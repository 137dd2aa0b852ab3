"""The help as a screen."""

from __future__ import annotations

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

"""What was chosen on the screen is so the next time."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamtui.cli.compose.choices import KeptChoices
from tests.frontends.tui.stage import stage


def kept(folder: Path) -> KeptChoices:
    return KeptChoices(folder, pytest.fail)


async def test_theme_and_figures_are_remembered(tmp_path: Path) -> None:
    async with stage(choices=kept(tmp_path)) as on:
        assert not on.chat_screen.has_class("-side-hidden")
        await on.press("f6", "ctrl+s")
    async with stage(choices=kept(tmp_path)) as on:
        assert on.app.theme == "streamtui-light"
        assert on.chat_screen.has_class("-side-hidden")
        await on.press("ctrl+s")
        await on.send("/theme nord")
    async with stage(choices=kept(tmp_path)) as on:
        assert on.app.theme == "nord"
        assert not on.chat_screen.has_class("-side-hidden")


async def test_a_theme_that_is_said_wins_and_what_is_not_there_is_not_remembered(tmp_path: Path) -> None:
    async with stage(choices=kept(tmp_path)) as on:
        await on.send("/theme nord")
        await on.send("/theme nort")
    async with stage(theme="dark", choices=kept(tmp_path)) as on:
        assert on.app.theme == "streamtui-dark"
    assert kept(tmp_path).theme == "nord"


async def test_a_theme_that_there_is_no_more_is_left(tmp_path: Path) -> None:
    kept(tmp_path).keep_theme("gone\x1b[2J")
    async with stage(choices=kept(tmp_path)) as on:
        assert on.app.theme == "streamtui-dark"

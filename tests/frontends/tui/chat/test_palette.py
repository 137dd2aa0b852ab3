"""The palette, and the list that it is."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.frontends.tui.stage import NARROW, stage

pytestmark = pytest.mark.one_python


@pytest.mark.parametrize("size", [(40, 15), NARROW, (120, 40)])
async def test_each_command_is_one_line_within_eighty_columns_its_key_at_the_end(size: tuple[int, int]) -> None:
    async with stage(size) as on:
        await on.press("ctrl+p")
        line = next(line for line in on.lines if "New conversation" in line)
        assert line.rstrip("│ ").endswith("^n")
        assert len(line.strip()) <= 84
        await on.press(*["pagedown"] * 8)
        assert any("❯ Mouse to the terminal" in line for line in on.lines)
        assert all(len(line) <= size[0] for line in on.lines)


async def test_what_is_meant_is_found_and_groups_go_while_something_is_typed() -> None:
    async with stage() as on:
        await on.press("ctrl+p")
        assert "CONVERSATION" in on.text
        assert "Twice, with nothing" not in on.text
        await on.press(*["pagedown"] * 8)
        assert "❯ Mouse to the terminal" in on.text
        assert on.text.count("Scroll up") == on.text.count("Scroll down") == 1, "no two are called the same"
        program = on.text.partition("PROGRAM")[2]
        assert "Help" in program
        assert "onversation" not in program, "what is about it stands with it"
        await on.press(*"model")
        assert "❯ Ask another model" in on.text
        assert "PROGRAM" not in on.text
        on.app.screen.query_one(Input).value = "nothing like it"
        await on.settle()
        assert "There is nothing like that." in on.text


async def test_what_was_used_last_comes_first() -> None:
    async with stage() as on:
        await on.press("ctrl+p", *"help", "enter", "escape")
        await on.press("ctrl+p")
        assert "LAST USED" in on.text
        assert "❯ Help" in on.text
        await on.press("escape")
        assert on.app.screen is on.chat_screen


async def test_a_theme_is_chosen_from_a_list() -> None:
    async with stage() as on:
        await on.press("ctrl+p", *"choose a theme", "enter")
        assert next(line for line in on.lines if "THEME" in line).split() == ["│", "THEME", "auto", "│"]
        assert any("❯ auto" in line for line in on.lines)
        await on.press(*"streamtui")
        assert "streamtui-" not in on.text, "they are there as dark and light"
        await on.press(*["backspace"] * len("streamtui"))
        await on.press(*"gruv", "enter")
        assert on.app.theme == "gruvbox"
        await on.press(*"/themes", "enter")
        assert any("❯ gruvbox" in line for line in on.lines), "it begins where one is"


@pytest.mark.parametrize(("size", "least"), [((40, 15), 9), ((20, 6), 1)])
async def test_in_a_small_window_the_list_has_the_room(size: tuple[int, int], least: int) -> None:
    async with stage(size) as on:
        await on.press("ctrl+p", "down", "down")
        rows = [line for line in on.lines if line.startswith("│")]
        assert len(rows) == size[1] - 2
        assert sum("❯" in row for row in rows) == 1
        assert len(rows) - len(("title", "field", "keys")) >= least
        assert "Enter Take" in rows[-1]
        assert ("3 of " in rows[-1]) == (size[0] > 20)

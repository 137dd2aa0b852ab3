"""The help names every key and command, each once in its place, on pages that fit the screen."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from streamtui.frontends.tui.help import screen
from streamtui.frontends.tui.help.rows import FIGURES, Section, pages, sections
from streamtui.frontends.tui.help.tables import TABLES
from streamtui.frontends.tui.kit.keys import shown_key
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM
from streamtui.rows.row import Row, cells, joined
from tests.frontends.tui.stage import NARROW, WIDE, stage

pytestmark = pytest.mark.one_python


@pytest.mark.parametrize("size", [(118, 36), (78, 20), (38, 11), (198, 56), (10, 1)])
def test_every_page_fits_and_together_they_say_all(size: tuple[int, int]) -> None:
    width, height = size
    told = pages(sections(TABLES, ()), width, height)
    assert all(len(page) <= height for page in told)
    assert all(cells(row) <= width for page in told for row in page)
    if width >= 78:
        words = "".join("".join(joined(page) for page in told).split())
        for section in sections(TABLES, ()):
            assert all("".join(given.split()) in words for given in section.entries)


def test_a_key_stands_once_in_its_place_with_all_that_it_may_mean() -> None:
    told = {section.title: section.entries for section in sections(TABLES, ())}
    for table in TABLES:
        entries = told[table.title]
        for command in table.commands:
            for key in (*command.bare_keys, *command.keys):
                meant = [titles for given, titles in entries.items() if shown_key(key) in given.split(" ")]
                assert len(meant) == 1
                assert command.title in meant[0]
    assert told["COMMANDS"]["/new /clear"] == ("New conversation",)


def test_there_are_few_pages_also_where_they_are_small() -> None:
    told = [*sections(TABLES, ()), FIGURES]
    assert len(pages(told, 118, 38)) <= 4
    assert len(pages(told, 78, 23)) <= 8
    assert len(pages(told, 38, 14)) <= 26


def test_an_entry_is_not_torn_between_two_pages() -> None:
    section = sections(TABLES, ())[0]
    heads = {"".join(run.text for run in block[0]) for block in section.blocks(38)}
    for page in pages([section], 38, 12):
        assert joined(page).split("\n")[0].rstrip(" ─") == section.title
        assert "".join(run.text for run in page[1]) in heads


async def test_what_is_possible_now_is_first_and_bright() -> None:
    async with stage(NARROW) as on:
        await on.press("f1")
        page = on.app.screen.query_one("#page", Lines).rows
        styles = {run.text: run.style for row in page for run in row}
        assert (styles["New conversation"], styles["Show function calls"]) == (BRIGHT, BRIGHT)
        assert styles["Drop the selection"] == DIM
        assert "^t     Show function calls" in on.text
        await on.press("escape")
        await on.send("Hello")
        await on.press("f1")
        assert "Stop the reply" in on.text


async def test_in_a_tiny_window_there_are_just_the_keys_that_do_something_now() -> None:
    async with stage((20, 6)) as on:
        await on.press("f1")
        assert on.lines[0].split("   ") == [" ^n New", "^t Calls"]
        assert "Esc Back" in on.lines[-1]


async def test_keys_and_commands_stand_side_by_side_where_there_is_room() -> None:
    async with stage(WIDE) as on:
        await on.press("f1")
        assert "COMMANDS" in on.text
    async with stage(NARROW) as on:
        await on.press("f1")
        assert "COMMANDS" not in on.text


async def test_the_help_is_turned_page_by_page_and_says_where_one_is() -> None:
    async with stage(NARROW) as on:
        await on.press("f1")
        assert "PgDn Next   Esc Back" in on.text
        first = on.text
        await on.press("pagedown")
        assert "2 of " in on.text
        assert on.lines[2] != first.split("\n")[2]
        await on.press("up", "up")
        assert on.text == first
        for _ in range(30):
            await on.press("down")
        assert "PgDn Next" not in on.text
        assert "IN THE HELP" in on.text
        await on.press("q")
        assert "❯ q" in on.text
        await on.press("escape", "escape")
        assert len(on.app.screen_stack) == 1


async def test_it_is_laid_out_once_as_it_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[tuple[int, int]] = []

    def counted(told: Sequence[Section], width: int, height: int) -> list[list[Row]]:
        sizes.append((width, height))
        return pages(told, width, height)

    monkeypatch.setattr(screen, "pages", counted)
    async with stage(NARROW) as on:
        await on.press("f1")
        await on.press("pagedown")
        assert len(sizes) == 1
        await on.pilot.resize_terminal(*WIDE)
        await on.pilot.pause()
        assert len(sizes) == len(set(sizes)) == 2

"""What is written to the terminal: pyte, which reads it, shows what was to be shown."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from streamtui.frontends.tui.kit.cells import Cell, cells_of
from streamtui.frontends.tui.kit.pen import change
from streamtui.frontends.tui.kit.screen_buffer import ScreenBuffer
from tests.terminal import seen

WIDTH, HEIGHT = 24, 8
STYLES = [
    Style.parse(words)
    for words in ("", "bold", "bold dim", "italic red", "#102030 on #405060", "strike on blue", "underline reverse")
]
STRIPS = st.lists(
    st.tuples(st.text("abc  日本─é", max_size=8), st.sampled_from(STYLES)).map(lambda pair: Segment(*pair)), max_size=5
).map(Strip)
OPERATIONS = st.tuples(st.integers(0, HEIGHT - 1), STRIPS | st.integers(-2, 2).filter(bool))
"""A strip that is put in a row, or by how much the rows below it are moved."""


def whole_row(cells: list[Cell], width: int) -> list[Cell]:
    """As many cells as that, no character cut in two."""
    padded = [*cells, *cells_of(Strip([Segment(" " * width, Style())]), ColorSystem.TRUECOLOR)][:width]
    beyond = cells[width : width + 1]
    return [*padded[:-1], (" ", "")] if beyond and not beyond[0][0] else padded


def drawn(buffer: ScreenBuffer, screen: pyte.Screen) -> None:
    """Have the terminal read what was written."""
    pyte.Stream(screen).feed(buffer.take_written())


@given(st.lists(OPERATIONS, max_size=12), st.integers(0, 6), st.integers(14, WIDTH))
def test_the_terminal_shows_what_was_put_and_moved(
    operations: list[tuple[int, Strip | int]], left: int, right: int
) -> None:
    buffer, screen = ScreenBuffer(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    for y in range(HEIGHT):
        buffer.put(0, y, whole_row(cells_of(Strip([Segment(f"row {y} of all")]), ColorSystem.TRUECOLOR), WIDTH))
    drawn(buffer, screen)
    for number, what in operations:
        if isinstance(what, Strip):
            buffer.put(left, number, whole_row(cells_of(what, ColorSystem.TRUECOLOR), right - left))
        else:
            buffer.scroll(top := number % (HEIGHT - 2), HEIGHT, left, right, what)
            for y in range(HEIGHT - what, HEIGHT) if what > 0 else range(top, top - what):
                buffer.put(left, y, whole_row([], right - left))
        drawn(buffer, screen)
    wanted = pyte.Screen(WIDTH, HEIGHT)
    for y, row in enumerate(buffer.rows):
        text = "".join(f"{change('', look)}{character}{change(look, '')}" for character, look in row)
        pyte.Stream(wanted).feed(f"\x1b[{y + 1};1H{text}")
    assert screen.display == wanted.display
    assert all(seen(screen.buffer[y][x]) == seen(wanted.buffer[y][x]) for y in range(HEIGHT) for x in range(WIDTH))


def put(buffer: ScreenBuffer, text: str, style: str = "") -> str:
    """What is written when this is put at the screen's beginning."""
    buffer.put(0, 0, cells_of(Strip([Segment(text, Style.parse(style))]), ColorSystem.TRUECOLOR))
    return buffer.take_written()


def test_only_cells_that_differ_are_written() -> None:
    buffer = ScreenBuffer(40, 2)
    put(buffer, "some words, and a number: 17")
    assert put(buffer, "some words, and a number: 18") == "\x1b[1;28H8"
    assert put(buffer, "Some words, and a number: 19") == "\x1b[1;1HS\x1b[26C9"
    assert put(buffer, "Some words, and a number: 19") == ""


def test_blanks_that_look_alike_are_not_told_apart() -> None:
    buffer = ScreenBuffer(40, 2)
    put(buffer, "a b", "bold red on blue")
    assert put(buffer, "a b", "bold green on blue") == "\x1b[1;1H\x1b[1;32;44ma b\x1b[m"
    put(buffer, "     ", "red on blue")
    assert put(buffer, "     ", "bold green on blue") == ""
    assert put(buffer, "     ", "underline red on blue") != ""
    assert put(buffer, "     ", "underline red on green") != ""


def test_a_wide_character_is_written_whole() -> None:
    buffer = ScreenBuffer(40, 2)
    put(buffer, "日本 a")
    assert put(buffer, "日月 b") == "\x1b[1;3H月 b"


@pytest.mark.parametrize("emoji", ["👍🏽", "👩‍🚒", "1️⃣", "⌛"])
def test_behind_a_character_whose_width_terminals_dispute_all_is_written(emoji: str) -> None:
    buffer = ScreenBuffer(40, 2)
    put(buffer, f"before {emoji} some words")
    assert put(buffer, f"before {emoji} some more") == f"\x1b[1;8H{emoji} some more"
    assert put(buffer, f"Before {emoji} some more").startswith("\x1b[1;1HB")


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        ("38;2;1;2;3;48;2;4;5;6", "38;2;9;9;9;48;2;4;5;6", "\x1b[38;2;9;9;9m"),
        ("1;38;2;1;2;3", "38;2;1;2;3", "\x1b[22m"),
        ("1;2;31", "2;31", "\x1b[22;2m"),
        ("3;38;5;12;44", "38;5;12", "\x1b[23;49m"),
        ("31", "1;31", "\x1b[1m"),
        ("1;4;31;41", "", "\x1b[m"),
    ],
)
def test_a_change_of_look_says_what_changes(before: str, after: str, written: str) -> None:
    assert change(before, after) == written

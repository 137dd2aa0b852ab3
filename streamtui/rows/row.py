"""A row of styled text: measured in cells, cut to size, both ends used, one laid over another.

Styles are names; what they look like is known where rows are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len, set_cell_size, split_text

ELLIPSIS = "…"


class Run(NamedTuple):
    """A piece of a row, all of one style."""

    text: str
    style: str = "text"
    action: str = ""
    """Textual's action of a click on it: `screen.choose(2)`."""


Row: TypeAlias = Sequence[Run]
"""Not to be changed once made. Rows compare by value, so that only what changed need be drawn."""


def cells(row: Iterable[Run]) -> int:
    """The width of runs in cells, each run measured by itself as the screen does."""
    return sum([cell_len(run[0]) for run in row])


def joined(rows: Sequence[Row]) -> str:
    """The text of rows, one line each, without the spaces that fill them up."""
    return "\n".join(["".join([run.text for run in row]).rstrip() for row in rows])


def style_at(row: Row, column: int) -> str:
    """The style of what stands at that cell, or nothing."""
    for run in row:
        column -= cell_len(run.text)
        if column < 0:
            return run.style
    return ""


def clip(text: str, width: int) -> str:
    """`text` within that many cells, with `…` where something was cut off."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS if width > 0 else ""


def clip_start(text: str, width: int) -> str:
    """`text` within that many cells, with `…` where its beginning was cut off."""
    surplus = cell_len(text) - width
    if surplus <= 0:
        return text
    return ELLIPSIS + split_text(text, surplus + 1)[1].lstrip() if width > 0 else ""


def clip_row(row: Row, width: int) -> Row:
    """The row within that many cells, with `…` where something was cut off."""
    if cells(row) <= width:
        return row
    fitted: list[Run] = []
    room = width
    for run in row:
        if room <= 0:
            break
        fitted.append(run if cell_len(run.text) <= room else run._replace(text=clip(run.text, room)))
        room -= cell_len(run.text)
    return tuple(fitted)


def cut(row: Row, start: int, end: int) -> Row:
    """The cells `start` to `end` of a row; half a wide character becomes a space."""
    piece: list[Run] = []
    at = 0
    for run in row:
        size = cell_len(run.text)
        first, last = max(0, start - at), min(size, end - at)
        if first < last:
            piece.append(run._replace(text=split_text(split_text(run.text, last)[0], first)[1]))
        at += size
    return piece


def spread(left: Row, right: Row, width: int, *, whole_left: bool = False) -> Row:
    """Both ends of a row. Where they meet the left one is cut; or, if that is to stay whole, the right one left out."""
    room = width - cells(right)
    if whole_left and (not right or room - cells(left) < 2):
        return left
    fitted = clip_row(left, room - 1) if right else clip_row(left, room)
    return clip_row((*fitted, Run(" " * max(0, room - cells(fitted))), *right), width)

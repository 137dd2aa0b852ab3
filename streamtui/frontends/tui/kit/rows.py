"""A row of styled text: what the views make and the widgets draw. It compares by value, so only changes are drawn."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from rich.cells import cell_len, set_cell_size

DIM = "$foreground-muted"
BRIGHT = "$foreground"
STRONG = "bold $foreground"
ACCENT = "$text-primary"
GOOD = "$text-success"
WARN = "$text-warning"
BAD = "$text-error"
RULE = "$foreground 20%"


class Span(NamedTuple):
    """A piece of a row."""

    text: str
    style: str = BRIGHT
    action: str = ""
    """Textual's action of a click on it: `screen.choose(2)`."""


Row: TypeAlias = tuple[Span, ...]


def row_width(row: Row) -> int:
    """Terminal cells that the row takes."""
    return sum(cell_len(span.text) for span in row)


def clip(text: str, width: int) -> str:
    """`text` within that many cells, with `…` where something was cut off."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


def spread(left: Row, right: Row, width: int) -> Row:
    """Both ends of a line; the left one is cut where they meet."""
    room = width - row_width(right)
    fitted = clip_row(left, room - 1) if right else clip_row(left, room)
    return clip_row((*fitted, Span(" " * max(0, room - row_width(fitted))), *right), width)


def clip_row(row: Row, width: int) -> Row:
    """The row within that many cells."""
    if row_width(row) <= width:
        return row
    fitted: list[Span] = []
    for span in row:
        room = width - row_width(tuple(fitted))
        if room <= 0:
            break
        fitted.append(span._replace(text=clip(span.text, room) if cell_len(span.text) > room else span.text))
    return tuple(fitted)


def heading(text: str, right: Row, width: int) -> Row:
    """A heading with what belongs to it at the right end."""
    return spread((Span(text, f"bold {DIM}"),), right, width)

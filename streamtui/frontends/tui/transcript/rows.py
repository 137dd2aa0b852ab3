"""Arranging runs within one row: cut to size, both ends used, one laid over another."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, split_text

from streamtui.markdown.rows import ELLIPSIS, Row, cells, cut, wrap


def plain_rows(text: str, style: str, width: int) -> list[Row]:
    """Plain text of one style, wrapped, each of its lines begun on a row of its own."""
    return [row for line in text.split("\n") for row in wrap([(line, style)], width)]


def clip_start(text: str, width: int) -> str:
    """`text` within that many cells, with `…` where its beginning was cut off."""
    surplus = cell_len(text) - width
    if surplus <= 0:
        return text
    return ELLIPSIS + split_text(text, surplus + 1)[1].lstrip() if width > 0 else ""


def spread(left: Row, right: Row, width: int) -> Row:
    """One row with `left` at its left end and `right` at its right one; where both don't fit, `right` is left out."""
    space = width - cells(left) - cells(right)
    return [*left, (" " * space, "text"), *right] if right and space >= 2 else left


def overlay(row: Row, mark: Row, column: int) -> Row:
    """A row with `mark` laid over it from that column on."""
    before = cut(row, 0, column)
    pad = (" " * (column - cells(before)), "text")
    return [*before, pad, *mark, *cut(row, column + cells(mark), cells(row))]


def joined(rows: Sequence[Row]) -> str:
    """The text of rows, one line each, without the spaces that fill them up."""
    return "\n".join(["".join([text for text, _ in row]).rstrip() for row in rows])

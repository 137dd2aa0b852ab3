"""Lines drawn in braille: a cell holds two dots by four, so that lines of nearly equal speed can be told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from streamtui.rows.row import Row, Run

ACROSS, UP = 2, 4
"""Dots in a cell."""
_BLANK = 0x2800
_BITS = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
"""Of each dot of a cell: its left column from the lowest up, then its right one."""
_DASH, _DASH_AND_GAP = 4, 6
_LEADER_APART = 4
"""Dots of a leader."""


class Canvas:
    """Cells with the dots of all lines; those that meet take turns with their colours, so that none covers another."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._bits: dict[tuple[int, int], int] = {}
        self._styles: dict[tuple[int, int], list[str]] = {}
        self._texts: dict[tuple[int, int], tuple[str, str]] = {}

    def draw(self, dots: Sequence[tuple[int, int]], style: str, *, dash: int | None = None) -> None:
        """A line through those dots, which are counted from the lower left and go to the right.

        `dash`: it has gaps, and they are shifted by so many dots.
        """
        for (left, low), (right, high) in pairwise(dots):
            below = low
            for column in range(left, right + 1):
                above = low + round((high - low) * (column - left) / (right - left)) if right > left else high
                if dash is None or (column + dash) % _DASH_AND_GAP < _DASH:
                    for height in range(min(below, above), max(below, above) + 1):
                        self._dot(column, height, style)
                below = above

    def lead(self, dot: tuple[int, int], column: int, style: str) -> None:
        """A thin level line from that dot up to a column of cells, where nothing else is."""
        at, height = dot
        for dots in range((at // ACROSS + 1) * ACROSS, column * ACROSS, _LEADER_APART):
            if (self._row(height), dots // ACROSS) not in self._bits:
                self._dot(dots, height, style)

    def mark(self, dot: tuple[int, int], text: str, style: str) -> None:
        """A text upon the line at that dot, unless it would touch another text."""
        row, column = self._row(dot[1]), dot[0] // ACROSS
        wide = range(column - 1, column + len(text) + 1)
        if column + len(text) <= self.columns and not any((row, at) in self._texts for at in wide):
            self.write(row, column, (Run(text, style),))

    def write(self, row: int, column: int, texts: Row) -> None:
        """Texts from a cell on, in place of dots; each letter takes a cell."""
        letters = ((letter, run.style) for run in texts for letter in run.text)
        self._texts.update(((row, at), letter) for at, letter in enumerate(letters, column))

    def shown(self) -> Iterator[Row]:
        """The rows from the top, the cells of one style together."""
        for row in range(self.rows):
            cells = [self._cell(row, column) for column in range(self.columns)]
            groups = groupby(cells, key=lambda cell: cell[1])
            yield tuple(Run("".join(text for text, _ in group), style) for style, group in groups)

    def _row(self, height: int) -> int:
        return self.rows - 1 - height // UP

    def _dot(self, column: int, height: int, style: str) -> None:
        cell = self._row(height), column // ACROSS
        self._bits[cell] = self._bits.get(cell, 0) | _BITS[column % ACROSS][height % UP]
        if style not in (styles := self._styles.setdefault(cell, [])):
            styles.append(style)

    def _cell(self, row: int, column: int) -> tuple[str, str]:
        cell = row, column
        if (text := self._texts.get(cell)) is not None:
            return text
        if (bits := self._bits.get(cell)) is None:
            return " ", "text"
        styles = self._styles[cell]
        return chr(_BLANK + bits), styles[(row + column) % len(styles)]

"""Tables: cells that wrap, in columns whose widths settle with the first chunk of rows."""

from __future__ import annotations

import re
from itertools import chain, repeat, zip_longest

from streamtui.core.text.blocks import table_lines
from streamtui.markdown import styles
from streamtui.markdown.block import Block
from streamtui.markdown.inline import inline_lines, inline_runs
from streamtui.markdown.margin import Margin
from streamtui.rows.row import Row, Run, cells
from streamtui.rows.wrapping import wrap

BETWEEN = Run(" │ ", styles.TABLE_RULE)
NARROWEST = 3
"""Cells of the narrowest column; a table whose columns do not even get these is shown row by row as text."""

Cell = list[list[Run]]
_EMPTY: Cell = [[]]

_line_break = re.compile(r"<br\s*/?>", re.IGNORECASE)


class TableBlock(Block):
    """Up to a chunk of rows of one table, the header first in the first one.

    The widths are those that the first chunk needs. When it is full, the columns get some room for what later rows
    may bring, and stay as they are: a row that comes late never changes those far above it. Cells that a row does not
    say are not kept: below a head of a thousand columns every line of one character would cost as many.
    """

    def __init__(self, start: int, margin: Margin, aligned: list[str], before: TableBlock | None = None) -> None:
        super().__init__(start, margin, continues=before is not None)
        self.aligned = aligned
        self.first: TableBlock = before.first if before else self
        self._cells: list[list[Cell]] = []
        self._widths: list[list[int]] = []
        """Cells that each cell of each row would like to have."""
        self._laid_out: list[list[Row]] = []
        self._laid_out_widths: list[int] = []

    def cut_back(self, count: int, last: str) -> None:
        super().cut_back(count, last)
        del self._cells[count:], self._widths[count:], self._laid_out[count:]

    def copy(self) -> TableBlock:
        twin = super().copy()
        twin.first = twin if self.first is self else self.first
        return twin

    def compact(self) -> None:
        super().compact()
        self._cells, self._widths, self._laid_out = [], [], []

    def _parsed(self) -> list[list[Cell]]:
        for line in self.lines[len(self._cells) :]:
            base = styles.TABLE_HEAD if not self.continues and not self._cells else styles.TEXT
            self._cells.append([_cell(text, base) for text in table_lines.cells(line)[: len(self.aligned)]])
        return self._cells

    def natural_widths(self) -> list[int]:
        """Cells that each column would like to have, by the rows of this block."""
        for row in self._parsed()[len(self._widths) :]:
            self._widths.append([max(NARROWEST, *map(cells, cell)) for cell in row])
        widths = [max(column) for column in zip_longest(*self._widths, fillvalue=NARROWEST)]
        widths += [NARROWEST] * (len(self.aligned) - len(widths))
        return [width + max(2, width // 4) for width in widths] if self.full else widths

    def _inner_rows(self, width: int) -> list[Row]:
        available = width - len(BETWEEN.text) * (len(self.aligned) - 1)
        if available < NARROWEST * len(self.aligned):
            return [row for parsed in self._parsed() for row in wrap(_joined(parsed), width)]
        widths = _fitted(self.first.natural_widths(), available)
        if widths != self._laid_out_widths:
            self._laid_out, self._laid_out_widths = [], widths
        for row in self._parsed()[len(self._laid_out) :]:
            self._laid_out.append(self._table_row(row, widths))
            if not self.continues and len(self._laid_out) == 1:
                self._laid_out[0].append([Run("─┼─".join("─" * size for size in widths), styles.TABLE_RULE)])
        return [row for rows in self._laid_out for row in rows]

    def _table_row(self, row: list[Cell], widths: list[int]) -> list[Row]:
        padded = zip(chain(row, repeat(_EMPTY)), widths, strict=False)
        columns = [[part for line in cell for part in wrap(line, size)] for cell, size in padded]
        height = max(map(len, columns))
        last = len(columns) - 1
        rows: list[Row] = []
        for index in range(height):
            out: list[Run] = []
            for position, column in enumerate(columns):
                part = column[index] if index < len(column) else []
                blank = widths[position] - cells(part)
                left = {"right": blank, "center": blank // 2}.get(self.aligned[position], 0)
                right = blank - left if position < last else 0
                out += [Run(" " * left)] if left else []
                out += part
                out += [Run(" " * right)] if right else []
                out += [BETWEEN] if position < last else []
            rows.append(out)
        return rows


def _cell(text: str, base: str) -> Cell:
    if "<" not in text:
        return inline_lines(text, base)
    return [inline_runs(part.strip(), base) for part in _line_break.split(text)]


def _joined(row: list[Cell]) -> list[Run]:
    runs = [run for cell in row for run in (*(run for line in cell for run in line), BETWEEN)]
    return runs[:-1]


def _fitted(natural: list[int], available: int) -> list[int]:
    """The widths, the widest cut down to one common width until all fit."""
    excess = sum(natural) - available
    if excess <= 0:
        return natural
    low, high = NARROWEST, max(natural)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(width, middle) for width in natural) <= available:
            low = middle
        else:
            high = middle - 1
    spare = available - sum(min(width, low) for width in natural)
    fitted = []
    for width in natural:
        extra = 1 if width > low and spare > 0 else 0
        spare -= extra
        fitted.append(min(width, low) + extra)
    return fitted

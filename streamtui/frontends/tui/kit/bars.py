"""Bars that stand side by side, one cell wide, in eighths of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from streamtui.frontends.tui.kit.rows import ACCENT, RULE
from streamtui.rows.row import Row, Run

_EIGHTHS = " ▁▂▃▄▅▆▇█"


def bars(shares: Sequence[float], height: int) -> list[str]:
    """The rows of bars, from the top. Each share is of the whole height, 1 at most; what is not nothing is seen."""
    eighths = [max(share > 0, min(8 * height, round(share * 8 * height))) for share in shares]
    floors = range(8 * (height - 1), -1, -8)
    return ["".join([_EIGHTHS[max(0, min(8, level - floor))] for level in eighths]) for floor in floors]


def bar_rows(shares: Sequence[float], height: int) -> list[Row]:
    """The same as rows: the tops stand out, what is below them is quiet."""
    topped: set[int] = set()
    rows: list[Row] = []
    for line in bars(shares, height):
        below = [column in topped for column in range(len(line))]
        topped.update(column for column, cell in enumerate(line) if cell != " ")
        groups = groupby(zip(line, below, strict=True), lambda cell: cell[1] and cell[0] != " ")
        rows.append(
            tuple(Run("".join(cell for cell, _ in group), RULE if quiet else ACCENT) for quiet, group in groups)
        )
    return rows

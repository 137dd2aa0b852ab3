"""Figures below each other: labels, values with their decimal points aligned, units in a column of their own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.cells import cell_len

from streamtui.core.words.reply_figures import Figure
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM
from streamtui.rows.row import Row, Run, cells, clip_row

VALUE_END, NARROW_VALUE_END = 18, 16
"""Where whole numbers end: the longest labels leave room for five cells; where there is little room, for fewer."""


def grid_rows(figures: Iterable[Figure], width: int, value_end: int = VALUE_END) -> tuple[Row, ...]:
    """A row each; notes that have no room are left out."""
    listed = tuple(figures)
    decimals = max([len(_decimals(figure)) for figure in listed], default=0)
    return tuple(_row(figure, value_end, decimals, width) for figure in listed)


@lru_cache(maxsize=512)
def _row(figure: Figure, value_end: int, decimals: int, width: int) -> Row:
    """Most of them stay from one look to the next."""
    fraction = _decimals(figure)
    whole = figure.value[: len(figure.value) - len(fraction)]
    value = f"{whole:>{max(1, value_end - len(figure.label)) - 1}}{fraction:<{decimals}}"
    row: Row = (Run(f"{figure.label} ", DIM), Run(value, BRIGHT))
    behind = "  "
    for said in (figure.unit, figure.note):
        if said and cells(row) + len(behind) + cell_len(said) <= width:
            row, behind = (*row, Run(f"{behind}{said}", DIM)), " "
    return clip_row(row, width)


def _decimals(figure: Figure) -> str:
    """The decimal point and what is behind it."""
    _, point, behind = figure.value.partition(".") if figure.unit else ("", "", "")
    return point + behind

"""Figures below each other: labels, values with their decimal points aligned, units in a column of their own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from streamtui.core.words.reply_figures import Figure
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM
from streamtui.rows.row import Row, Run, clip_row

VALUE_END = 15
"""Where whole numbers end."""


def grid_rows(figures: Iterable[Figure], width: int) -> tuple[Row, ...]:
    """A row each."""
    listed = tuple(figures)
    decimals = max([len(_decimals(figure)) for figure in listed], default=0)
    return tuple(_row(figure, decimals, width) for figure in listed)


@lru_cache(maxsize=512)
def _row(figure: Figure, decimals: int, width: int) -> Row:
    """Most of them stay from one look to the next."""
    fraction = _decimals(figure)
    whole = figure.value[: len(figure.value) - len(fraction)]
    value = f"{whole:>{max(1, VALUE_END - len(figure.label)) - 1}}{fraction:<{decimals}}"
    runs = [Run(f"{figure.label} ", DIM), Run(value, BRIGHT)]
    if figure.unit or figure.note:
        runs.append(Run(f"  {figure.unit}{' ' if figure.unit and figure.note else ''}{figure.note}", DIM))
    return clip_row(tuple(runs), width)


def _decimals(figure: Figure) -> str:
    """The decimal point and what is behind it."""
    _, point, behind = figure.value.partition(".") if figure.unit else ("", "", "")
    return point + behind

"""How long the gaps between a reply's chunks were: how many of each length, on an axis that grows by factors."""

from __future__ import annotations

from itertools import pairwise

from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.frontends.tui.kit.bars import bar_rows
from streamtui.frontends.tui.kit.rows import DIM
from streamtui.rows.row import Row, Run

_BOUNDS_MS = tuple(step * 10**power for power in range(5) for step in (1, 1.5, 2, 3, 5, 7))
_LABELLED = (1, 2, 5)
"""Bounds that are labelled, but for their zeros."""
_ENOUGH_GAPS = 20
_LEAST_BOUNDS = 6
_MOST_CELLS = 4


def gap_chart_rows(reply: ReplyStatistics, width: int, height: int) -> tuple[Row, ...]:
    """Bars of that height, and the lengths below; nothing while there are few gaps."""
    below = reply.gaps_below([bound / 1000 for bound in _BOUNDS_MS])
    if len(reply.gaps_s) < _ENOUGH_GAPS:
        return ()
    counts = [below[0], *(after - before for before, after in pairwise(below)), len(reply.gaps_s) - below[-1]]
    first = next(index for index, many in enumerate(counts) if many)
    last = len(counts) - next(index for index, many in enumerate(reversed(counts)) if many)
    first = max(0, min(first, last - _LEAST_BOUNDS))
    cells = max(1, min(_MOST_CELLS, width // (last - first + 1)))
    shown = counts[first:last]
    most = max(shown)
    rows = bar_rows([many / most for many in shown for _ in range(cells)], height)
    return (*rows, (Run(_labels(first, last, cells, width), DIM),))


def _labels(first: int, last: int, cells: int, width: int) -> str:
    """Each bound's length where its bar begins, as far as there is room; the last one has the unit."""
    line = ""
    bounds = [(index - first, _BOUNDS_MS[index - 1]) for index in range(max(first, 1), min(last, len(_BOUNDS_MS)) + 1)]
    for place, bound in bounds:
        label = f"{bound:g}"
        at = place * cells
        if int(label[0]) in _LABELLED and "." not in label and label[1:].strip("0") == "":
            room = at > len(line) or not line
            if room and at + len(label) + 3 <= width:
                line = f"{line:<{at}}{label}"
    return f"{line} ms" if line else ""

"""The speed of a reply over its time: bars over an axis. Scales grow by steps, so that most cells stay as they are."""

from __future__ import annotations

from itertools import pairwise

from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.words.figures import elapsed
from streamtui.frontends.tui.kit.axis import rounded_up
from streamtui.frontends.tui.kit.bars import bar_rows
from streamtui.frontends.tui.kit.rows import DIM, RULE
from streamtui.rows.row import Row, Run

_LABEL_CELLS = 5
_LEAST_COLUMNS = 2
_ENOUGH = 0.5
"""Of a column that is being filled so much has to be over before it is drawn."""
_ROUNDING = 1e-9
_WINDOW_S = 0.5
"""A column shows the speed of that time around it, if it is narrower: else its height would go by whole tokens."""


def rates(reply: ReplyStatistics, now: float, columns: int) -> tuple[list[float], float]:
    """Tokens per second in each column, `columns` at most, and the seconds of one.

    Of a reply that goes on they get wider by doubling; of one that has ended all of them are used. There are none where
    there is too little for a speed.
    """
    first, last = reply.first_payload_at, reply.last_payload_at
    series, scale = reply.course
    if first is None or last is None or reply.decode_rate is None or columns < _LEAST_COLUMNS:
        return [], series.bucket_s
    ended = reply.ended_at is not None
    whole_s = max(0.0, (last if ended else now) - first)
    step_s = whole_s / columns if ended else series.bucket_s
    while step_s * columns < whole_s * (1 - _ROUNDING):
        step_s *= 2
    edges = [step_s * column for column in range(int(whole_s / step_s + _ROUNDING) + 1)]
    if whole_s - edges[-1] >= _ENOUGH * step_s:
        edges.append(whole_s)
    around_s = max(0.0, _WINDOW_S - step_s) / 2
    windows = [(max(0.0, left - around_s), min(whole_s, right + around_s)) for left, right in pairwise(edges)]
    return [scale * series.between(left, right) / (right - left) for left, right in windows], step_s


def rate_chart_rows(reply: ReplyStatistics, now: float, width: int, height: int) -> tuple[Row, ...]:
    """Bars of that height and the axis of time below; nothing while there is too little to be shown."""
    columns = width - _LABEL_CELLS
    shown, step_s = rates(reply, now, columns)
    if len(shown) < _LEAST_COLUMNS or not any(shown):
        return ()
    top = rounded_up(max(shown))
    rows: list[Row] = []
    for row, line in enumerate(bar_rows([rate / top for rate in shown], height)):
        labelled = row == 0 or (height >= 2 and row == height // 2 and height % 2 == 0)
        label = f"{top * (height - row) / height:,.4g}" if labelled else ""
        rows.append((Run(f"{label:>{_LABEL_CELLS - 1}}", DIM), Run("┤" if labelled else "│", RULE), *line))
    end = f" {elapsed(step_s * max(columns, len(shown)))}"
    axis = Run("─" * max(0, columns - len(end)), RULE)
    return (*rows, (Run(f"{'0':>{_LABEL_CELLS - 1}}", DIM), Run("└", RULE), axis, Run(end, DIM)))

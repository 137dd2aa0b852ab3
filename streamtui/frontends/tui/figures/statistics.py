"""The figures of the reply that is looked at, and of its conversation, as a column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from streamtui.core.chat.reply import Reply
from streamtui.core.wire.request_change import RequestChange
from streamtui.core.words import figures
from streamtui.core.words.reply_figures import (
    Figure,
    gap_figures,
    reply_figures,
    speed_figures,
    time_figures,
    token_figures,
    turn_figures,
)
from streamtui.frontends.tui.figures.figure_grid import NARROW_VALUE_END, VALUE_END, grid_rows
from streamtui.frontends.tui.figures.gap_chart import gap_chart_rows
from streamtui.frontends.tui.figures.rate_chart import rate_chart_rows
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.figures.reply_list import reply_list_rows
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM, WARN, heading
from streamtui.rows.row import Row, Run, cells, clip_row
from streamtui.rows.wrapping import wrapped

BROAD_FROM = 62
"""Columns from which figures stand side by side."""


class _Fit(NamedTuple):
    """How much of its room a column takes."""

    chart: int
    gaps: int
    """Rows of the bars in either chart; none is no chart."""
    listed: int
    """Rows that the list of replies takes at most."""
    apart: bool
    """Blocks stand apart, and the turn's figures below each other."""


class _Tokens(NamedTuple):
    """What went in and out, and what is another than in the request before."""

    figures: Sequence[Figure]
    change: RequestChange | None

    def rows(self, width: int, about: Sequence[Figure], value_end: int = VALUE_END) -> tuple[Row, ...]:
        """With figures about the reply."""
        rows = list(grid_rows((*self.figures, *about), width, value_end))
        if self.change is not None and self.change.inside:
            told = wrapped(f"≠ {'; '.join(self.change.inside)}", width, WARN if self.change.broken else DIM)
            place = next(at for at, figure in enumerate(self.figures, 1) if figure.label == "prefix")
            more = [clip_row((*told[1], Run("…", DIM)), width)] if len(told) > _MOST_CHANGED else told[1:2]
            rows[place:place] = [told[0], *more]
        return tuple(rows)


_FITS = (
    *(_Fit(4, 2, 8, True), _Fit(2, 1, 8, True), _Fit(2, 0, 8, True), _Fit(2, 0, 4, True)),
    *(_Fit(2, 0, 4, False), _Fit(1, 0, 4, False), _Fit(0, 0, 4, False)),
)
"""From the most generous on; the first that fits is taken, else the last."""
_TALL_FROM = 28
"""Rows from which charts may be higher."""
_BROAD_CHART_ROWS, _BROAD_GAP_ROWS = 4, 2
_MOST_CHANGED = 2
"""Rows that tell what is another in the request."""
_IN_SHORT = ("first token", "first answer")
"""Of the times, what is shown where there is little room."""
_IN_LINE = {"gap p50": "p50", "gap p95": "p95", "longest gap": "longest", "gaps over 1 s": "over 1 s"}
"""Labels behind a heading that says the rest."""
_NOT_IN_LIST = "end"
"""What the list of replies says, too."""
_NOT_IN_SHORT, _NOT_IN_SPEED = "characters", "prefill"


def statistics_rows(
    replies: Replies,
    now: float,
    prompt_estimate: int,
    width: int,
    height: int,
    *,
    with_list: bool = True,
    change: RequestChange | None = None,
) -> tuple[Row, ...]:
    """The column. It may be higher than `height`, by which it chooses what there is room for.

    `prompt_estimate` stands in for the tokens in until the server has counted them. `change`: what is another in its
    request than in the one before. `with_list`: replies are listed, where there are several.
    """
    reply = replies.shown
    if reply is None:
        return ()
    with_list = with_list and len(replies.all) > 1
    tokens = _Tokens(tuple(token_figures(reply.statistics, prompt_estimate, change)), change)
    if width >= BROAD_FROM:
        list_rows = reply_list_rows(replies, width, _FITS[0].listed) if with_list else ()
        return _broad(replies, reply, now, tokens, width, list_rows)
    rows: tuple[Row, ...] = ()
    for fit in _FITS if height >= _TALL_FROM else _FITS[1:]:
        list_rows = reply_list_rows(replies, width, fit.listed) if with_list else ()
        rows = _slim(replies, reply, now, tokens, width, list_rows, fit)
        if len(rows) <= height:
            break
    return rows


def _slim(
    replies: Replies, reply: Reply, now: float, tokens: _Tokens, width: int, list_rows: Sequence[Row], fit: _Fit
) -> tuple[Row, ...]:
    statistics = reply.statistics
    times = [figure for figure in time_figures(statistics) if figure.label in _IN_SHORT]
    speeds = [figure for figure in speed_figures(statistics) if figure.label != _NOT_IN_SPEED]
    speed = (
        *(rate_chart_rows(statistics, now, width, fit.chart) if fit.chart else ()),
        *grid_rows((*speeds, *times, *gap_figures(statistics)), width),
        *(gap_chart_rows(statistics, width, fit.gaps) if fit.gaps else ()),
    )
    left_out = (_NOT_IN_SHORT, _NOT_IN_LIST) if list_rows else (_NOT_IN_SHORT,)
    about = [figure for figure in reply_figures(reply) if figure.label not in left_out]
    turn = tuple(turn_figures(replies.turn))
    blocks = (
        _block("SPEED", _now(reply, now), speed, width),
        _block("TOKENS", (), tokens.rows(width, about), width),
        _block("TURN", (), grid_rows(turn, width), width)
        if fit.apart
        else _block("TURN", _in_line(turn, width - len("TURN")), (), width),
        list_rows,
    )
    return _stacked(blocks) if fit.apart else tuple(row for block in blocks for row in block)


def _broad(
    replies: Replies, reply: Reply, now: float, tokens: _Tokens, width: int, list_rows: Sequence[Row]
) -> tuple[Row, ...]:
    statistics = reply.statistics
    half = (width - 2) // 2
    left = [
        _block("TIME", (), grid_rows(time_figures(statistics), half, NARROW_VALUE_END), half),
        _block("TURN", (), grid_rows(turn_figures(replies.turn), half, NARROW_VALUE_END), half),
    ]
    about = [figure for figure in reply_figures(reply) if not (list_rows and figure.label == _NOT_IN_LIST)]
    right = [
        _block("TOKENS", (), tokens.rows(half, (), NARROW_VALUE_END), half),
        _block("REPLY", (), grid_rows(about, half, NARROW_VALUE_END), half),
    ]
    speed = _in_line(speed_figures(statistics), width - len("SPEED"), _now(reply, now))
    gaps = _in_line(gap_figures(statistics), width - len("GAPS"))
    return _stacked(
        [
            _block("SPEED", speed, rate_chart_rows(statistics, now, width, _BROAD_CHART_ROWS), width),
            _block("GAPS", gaps, gap_chart_rows(statistics, width, _BROAD_GAP_ROWS), width),
            _beside(_stacked(left), _stacked(right), half),
            list_rows,
        ]
    )


def _now(reply: Reply, now: float) -> Row:
    """The speed of this moment."""
    statistics = reply.statistics
    rate = statistics.rate_now(now)
    if rate is None:
        return ()
    value = figures.rate(rate, estimated=statistics.tokens_are_estimated)
    return (Run(value, BRIGHT), Run(" now", DIM))


def _in_line(shown: Iterable[Figure], room: int, before: Row = ()) -> Row:
    """Behind a heading, as many of them as there is room for."""
    line = list(before)
    for figure in shown:
        label = _IN_LINE.get(figure.label, figure.label)
        runs = [Run("   "), Run(f"{label} ", DIM), Run(f"{figure.value} {figure.unit}".rstrip(), BRIGHT)]
        runs += [Run(f" {figure.note}", DIM)] if figure.note else []
        if cells(line) + cells(runs) > room:
            break
        line += runs
    return tuple(line)


def _block(title: str, right: Row, rows: Sequence[Row], width: int) -> tuple[Row, ...]:
    """Rows under their heading; a heading without any, which says nothing, is left out."""
    return (heading(title, right, width), *rows) if rows or right else ()


def _stacked(blocks: Iterable[Sequence[Row]]) -> tuple[Row, ...]:
    """Below each other, a blank row between them."""
    rows: list[Row] = []
    for block in blocks:
        rows += [()] if rows and block else []
        rows += block
    return tuple(rows)


def _beside(left: Sequence[Row], right: Sequence[Row], half: int) -> tuple[Row, ...]:
    rows: list[Row] = []
    for number in range(max(len(left), len(right))):
        row = left[number] if number < len(left) else ()
        pad = Run(" " * (half + 2 - cells(row)))
        rows.append((*row, pad, *right[number]) if number < len(right) else row)
    return tuple(rows)

"""The figures of a reply in one row, for a screen without room for the column; what does not fit is left out whole."""

from __future__ import annotations

from streamtui.core.chat.reply import Reply
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.words import figures
from streamtui.frontends.tui.figures.rate_chart import rates
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.kit.bars import bars
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM
from streamtui.rows.row import Row, Run, cells

_BETWEEN = Run("  ")
_SPARK_CELLS = 14


def summary_rows(replies: Replies, now: float, width: int) -> tuple[Row, ...]:
    """Speed, its course, first token, gaps, tokens, cost, calls: the more room, the more. No row without any."""
    reply = replies.shown
    if reply is None or reply.statistics.first_payload_at is None:
        return ()
    parts = _parts(reply, replies.turn_calls, now)
    room = width
    chosen: set[str] = set()
    for name in ("speed", "tokens", "first", "course", "calls", "gaps", "cost"):
        if name in parts and (needed := cells(parts[name]) + len(_BETWEEN.text) * bool(chosen)) <= room:
            room -= needed
            chosen.add(name)
    row: list[Run] = []
    for name, part in parts.items():
        if name in chosen:
            row += [_BETWEEN, *part] if row else part
    return (tuple(row),)


def _parts(reply: Reply, calls: list[ToolCall], now: float) -> dict[str, Row]:
    """Those that are known, in the order in which they stand."""
    statistics = reply.statistics
    estimated = statistics.tokens_are_estimated
    speed = statistics.rate_now(now) or statistics.decode_rate
    parts: dict[str, Row] = {}
    if speed is not None:
        parts["speed"] = _figure("", figures.rate(speed, estimated=estimated))
    course, _ = rates(statistics, now, _SPARK_CELLS)
    if len(course) > 1 and (most := max(course)):
        parts["course"] = (Run(bars([rate / most for rate in course], 1)[0], ACCENT),)
    parts["first"] = _figure("ttft", figures.seconds(statistics.ttft_s))
    if (gap_s := statistics.gap_percentile_s(95)) is not None:
        parts["gaps"] = _figure("gap p95", figures.seconds(gap_s))
    parts["tokens"] = _figure("", f"{figures.tokens_out(statistics)} tok")
    if statistics.cost_usd:
        parts["cost"] = _figure("", figures.money(statistics.cost_usd))
    if calls:
        parts["calls"] = _figure("", figures.plural(len(calls), "call"))
    return parts


def _figure(label: str, words: str) -> Row:
    value, _, unit = words.partition(" ")
    return (*([Run(f"{label} ", DIM)] if label else []), Run(value, BRIGHT), Run(f" {unit}", DIM))

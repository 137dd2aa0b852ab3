"""What each reply took, a row each, to be summed: rows of turns that older versions kept come when they are needed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from streamtui.core.chat.events import ReplyKept, StreamEvent
from streamtui.core.chat.keeping import statistics_of
from streamtui.core.chat.kept_reply import KeptReply
from streamtui.core.text.instants import LAST

_ROW = f"INSERT OR IGNORE INTO reply VALUES ({', '.join('?' * 14)})"  # noqa: S608 (marks)


class _Took(NamedTuple):
    """Its columns, in their order."""

    prompt_tokens: int | None
    completion_tokens: int
    cached_tokens: int | None
    reasoning_tokens: int | None
    estimated: bool
    cost_usd: float | None
    duration_s: float | None
    ttft_s: float | None
    rate: float | None


def count_replies(connection: sqlite3.Connection, row: int, events: Iterable[StreamEvent], since: float) -> None:
    """Have a row for each reply of a turn, whose events are given as for `encode`. What is counted stays as it is."""
    conversation, began, writer = connection.execute(
        "SELECT conversation, began, writer FROM turn WHERE id = ?", (row,)
    ).fetchone()
    for event in events:
        if isinstance(event, ReplyKept) and _took_something(event.reply):
            at = min(max(began + round(event.at - since, 6), 0.0), LAST)
            took = _took(event.reply)
            connection.execute(_ROW, (at, conversation, event.reply.model, event.reply.place, writer or "", *took))
            if took.estimated:
                connection.execute("UPDATE conversation SET estimated = 1 WHERE id = ?", (conversation,))


def _took_something(reply: KeptReply) -> bool:
    """A request that nobody answered took nothing."""
    return reply.figures.usage is not None or reply.figures.first_payload_us is not None


def _took(reply: KeptReply) -> _Took:
    statistics, usage = statistics_of(reply), reply.figures.usage
    return _Took(
        usage.prompt_tokens if usage is not None else None,
        statistics.completion_tokens,
        usage.cached_tokens if usage is not None else None,
        usage.reasoning_tokens if usage is not None else None,
        statistics.makes_sums_estimates,
        statistics.cost_usd,
        statistics.duration_s,
        statistics.ttft_s,
        statistics.decode_rate,
    )

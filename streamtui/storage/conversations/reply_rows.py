"""What each reply took, a row each, to be summed: rows of turns that older versions kept come when they are needed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from streamtui.core.chat.events import ReplyKept, StreamEvent
from streamtui.core.chat.keeping import statistics_of
from streamtui.core.chat.kept_reply import KeptReply
from streamtui.core.chat.used import ReplyUse
from streamtui.core.text.instants import LAST

_COLUMNS = ("conversation", "run", *ReplyUse._fields)
_ROW = f"INSERT OR IGNORE INTO reply ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 (ours)


def count_replies(connection: sqlite3.Connection, row: int, events: Iterable[StreamEvent], since: float) -> None:
    """Have a row for each reply of a turn, whose events are given as for `encode`. What is counted stays as it is."""
    conversation, began, writer = connection.execute(
        "SELECT conversation, began, writer FROM turn WHERE id = ?", (row,)
    ).fetchone()
    for event in events:
        if isinstance(event, ReplyKept) and _took_something(event.reply):
            at = min(max(began + round(event.at - since, 6), 0.0), LAST)
            use = _use(event.reply, at)
            connection.execute(_ROW, (conversation, writer or "", *use))
            if use.estimated:
                connection.execute("UPDATE conversation SET estimated = 1 WHERE id = ?", (conversation,))


def _took_something(reply: KeptReply) -> bool:
    """A request that nobody answered took nothing."""
    return reply.figures.usage is not None or reply.figures.first_payload_us is not None


def _use(reply: KeptReply, at: float) -> ReplyUse:
    statistics, usage = statistics_of(reply), reply.figures.usage
    return ReplyUse(
        at,
        reply.model,
        reply.place,
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

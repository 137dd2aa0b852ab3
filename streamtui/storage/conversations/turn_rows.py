"""One turn to its row and back: its events as one compressed text, and beside it what is listed and looked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from streamtui.core.chat.codec import UnknownEventError, decode, encode
from streamtui.core.chat.events import OPENINGS, PromptSubmitted, ReplyKept, StreamEvent, TurnFailed
from streamtui.core.chat.tree import asked_by
from streamtui.core.chat.usage import tokens_out
from streamtui.core.text.surrogates import join_surrogates
from streamtui.storage.conversations.packing import packed, unpacked_lines
from streamtui.storage.conversations.reply_rows import count_replies

ITSELF = "="
"""What a turn asks whose message has no id: that is the turn's key."""


def lines_of(events: Iterable[StreamEvent], since: float) -> list[bytes]:
    """Each event as a line; `since` as for `encode`."""
    return [encode(event, since) for event in events]


def unpacked(data: bytes, beside: str, since: float) -> list[StreamEvent]:
    """The events in a column, `beside` which is its prompt and answer; those that a version to come wrote are left out.

    Raises ValueError where it is broken.
    """
    events = [event for line in unpacked_lines(data, beside) if (event := _known(line, since)) is not None]
    if not all(event.reply.sane for event in events if isinstance(event, ReplyKept)):
        raise ValueError("a reply in it can't have been")
    return events


def _known(line: bytes, since: float) -> StreamEvent | None:
    with suppress(UnknownEventError):
        return decode(line, since)
    return None


def facts_of(events: Sequence[StreamEvent]) -> dict[str, Any]:
    """What stands beside the events, by column."""
    prompts = [event.text for event in events if isinstance(event, PromptSubmitted)]
    replies = [event.reply for event in events if isinstance(event, ReplyKept)]
    usages = [reply.figures.usage for reply in replies if reply.figures.usage is not None]
    costs = [reply.figures.cost_usd for reply in replies if reply.figures.cost_usd is not None]
    faults = [event.fault.kind for event in events if isinstance(event, TurnFailed)]
    asked = [message for event in events if (message := asked_by(event, ITSELF))]
    answers = [reply.answer.text or reply.answer.refusal for reply in replies]
    return {
        "asks": asked[0] if asked else "",
        "prompt": join_surrogates("\n".join(prompts)),
        "answer": join_surrogates("\n".join(filter(None, answers))),
        "model": join_surrogates(replies[-1].model) if replies else "",
        "messages": sum(isinstance(event, OPENINGS) for event in events) + len(replies),
        "prompt_tokens": sum(usage.prompt_tokens or 0 for usage in usages),
        "completion_tokens": sum(
            tokens_out(figures.usage, figures.tokens.count, came=figures.first_payload_us is not None)
            for figures in [reply.figures for reply in replies]
        ),
        "cost_usd": sum(costs) if costs else None,
        "calls": sum(len(reply.answer.calls) + len(reply.server_calls) for reply in replies),
        "code": int(any(reply.figures.counts.code_blocks for reply in replies)),
        "fault": faults[-1] if faults else "",
    }


def begin_turn(
    connection: sqlite3.Connection,
    conversation: str,
    key: str,
    parent: int | None,
    began: float,
    *,
    writer: str | None = None,
    prompt: str = "",
    messages: int = 0,
) -> int:
    """Have a row for a turn behind that of its `parent`; returns it. The rest is known of one that goes on."""
    row = connection.execute(
        "INSERT INTO turn (conversation, key, parent, began, writer, prompt, messages) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (conversation, key, parent, began, writer, prompt, messages),
    ).lastrowid
    assert row is not None
    return row


def finish_turn(
    connection: sqlite3.Connection, row: int, events: list[StreamEvent], since: float, *, spent: bool = True
) -> None:
    """Make a row of a turn that is over, in place of its pieces; `spent`: what its replies took is counted."""
    if spent:
        count_replies(connection, row, events, since)
    facts = facts_of(events)
    data = packed(lines_of(events, since), facts["prompt"] + facts["answer"])
    columns = {"events": data, "writer": None, "counted": 1, **facts}
    names = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(f"UPDATE turn SET {names} WHERE id = ?", (*columns.values(), row))  # noqa: S608 (names are ours)
    connection.execute("DELETE FROM piece WHERE turn = ?", (row,))

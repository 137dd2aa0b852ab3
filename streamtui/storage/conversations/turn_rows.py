"""One turn to its row and back: its events as one compressed text, and beside it what is listed and looked for."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from streamtui.core.chat.codec import UnknownEventError, decode, encode
from streamtui.core.chat.events import OPENINGS, PromptSubmitted, ReplyKept, StreamEvent, TurnFailed
from streamtui.core.chat.tree import asked_by
from streamtui.core.text.surrogates import join_surrogates
from streamtui.storage.conversations.reply_rows import count_replies

_USUAL = (
    b'{"event":"SystemPromptChanged","ms":0.0,"text":""}{"event":"ParametersChanged","ms":0.0,"parameters":{}}'
    b'{"event":"NoticeIssued","ms":0.0,"text":""}{"event":"TurnRepeated","ms":0.0}{"event":"ContinuationAsked"'
    b'{"event":"ApprovalAsked","ms":0.0,"call_id":"}{"event":"ToolCallApproved","ms":0.0,"call_id":"'
    b'{"event":"TurnFailed","ms":0.0,"fault":{"kind":"cancelled","message":"Stopped.","status":null,"retry_after_s":'
    b'null}}{"event":"ToolCallStarted","ms":0.0,"call_id":"m1.0"}\n{"event":"ToolCallFinished","ms":0.0,"call_id":"m1.0"'
    b',"output":""}\n"calls":[{"server_id":"call_","name":"","arguments":"{\\"\\": \\"\\"}","first_us":0,"last_us":0,'
    b'"argument_us":"AAAAAAAA","argument_sizes":"AQAAAAAAAAACAAAAAAAAAAEAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAA=="}],'
    b'"finish_reason":"tool_calls"},"prompt_per_token_ms":"server_figures":{"cached_tokens":0,"reasoning_tokens":0}'
    b'{"event":"PromptSubmitted","ms":0.0,"text":"","id":"","parent":""}\n{"event":"ReplyKept","ms":0.0,"reply":{"id":"'
    b'","model":"","figures":{"tokens":{"ratio":{"ratios":[1.0,1.3,0.9,0.87,1.0,1.2],"doubts":[0.06,0.15,0.12,0.1,0.12,'
    b'0.15],"tokens_a_chunk":1,"extra":0.0,"held":1.0,"replies":0},"count":0.0,"band":null,"chunks":0,"all_chunks":0.0,'
    b'"are_chunks":true},"counts":[0,0,0,0],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0,'
    b'"cached_tokens":null,"reasoning_tokens":null},"headers_us":0,"first_payload_us":0,"first_text_us":0,'
    b'"last_payload_us":0,"chunks":0,"gaps_us":"AAAAAAAA==","longest_gap_us":0,"payload_bytes":0,"by_bytes":{"bucket_s":'
    b'0.125,"tokens":[0.0,0.0]},"by_chunks":{"bucket_s":0.125,"tokens":[1.0,2.0,3.0,4.0]}},"answer":{"text":"",'
    b'"finish_reason":"stop"},"served_model":"","url":"http://127.0.0.1/v1/chat/completions","ended_us":0}}\n'
    b'{"event":"TurnFinished","ms":0.0}'
)
"""How events are written as a rule, so that a short turn takes little room. It belongs to the version of the tables."""
ITSELF = "="
"""What a turn asks whose message has no id: that is the turn's key."""
_LARGEST = 1 << 30
"""Bytes of the events of one turn."""


def packed(lines: Iterable[bytes]) -> bytes:
    """Events as JSON lines, compressed."""
    pack = zlib.compressobj(zdict=_USUAL)
    return pack.compress(b"\n".join(lines)) + pack.flush()


def unpacked_lines(data: bytes) -> list[bytes]:
    """The same, each event as JSON. Raises ValueError where it is broken."""
    try:
        text = zlib.decompressobj(zdict=_USUAL).decompress(data, _LARGEST) if data else b""
    except zlib.error as error:
        raise ValueError("its events can't be unpacked") from error
    return text.split(b"\n") if text else []


def lines_of(events: Iterable[StreamEvent], since: float) -> list[bytes]:
    """Each event as a line; `since` as for `encode`."""
    return [encode(event, since) for event in events]


def unpacked(data: bytes, since: float) -> list[StreamEvent]:
    """The events in a column; those that a version to come wrote are left out. Raises ValueError where it is broken."""
    events = [event for line in unpacked_lines(data) if (event := _known(line, since)) is not None]
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
            reply.figures.usage.completion_tokens
            if reply.figures.usage is not None and reply.figures.usage.completion_tokens is not None
            else round(reply.figures.tokens.count)
            for reply in replies
        ),
        "cost_usd": sum(costs) if costs else None,
        "calls": sum(len(reply.answer.calls) for reply in replies),
        "code": int(any(reply.figures.counts.code_blocks for reply in replies)),
        "fault": faults[-1] if faults else "",
    }


def title_of(prompt: str) -> str:
    """What a conversation is called that nobody named: how its first prompt begins."""
    words = " ".join(prompt[:400].split())
    return words if len(words) <= 80 else f"{words[:79].rstrip()}…"


def finish_turn(connection: sqlite3.Connection, row: int, events: list[StreamEvent], since: float) -> None:
    """Make a row of a turn that is over, in place of its pieces."""
    count_replies(connection, row, events, since)
    columns = {"events": packed(lines_of(events, since)), "writer": None, "counted": 1, **facts_of(events)}
    names = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(f"UPDATE turn SET {names} WHERE id = ?", (*columns.values(), row))  # noqa: S608 (names are ours)
    connection.execute("DELETE FROM piece WHERE turn = ?", (row,))

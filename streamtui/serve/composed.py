"""Chunks of the chat API for replies whose bytes were not kept, as in recordings of the first version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from streamtui.core.chat.events import (
    BytesReceived,
    ChunkReceived,
    FinishReported,
    ModelNamed,
    ReasoningDelta,
    RefusalDelta,
    ReplyFinished,
    RequestSent,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
    UsageReported,
)
from streamtui.core.wire.sse import DONE
from streamtui.serve.completion import usage_of

_NO_CHUNKS = ("ping", "done")


def composed(events: Iterable[StreamEvent]) -> Iterator[BytesReceived]:
    """What the events of one reply say, each of its chunks as a read; what else was in them is lost."""
    model, at = "", 0.0
    parts: list[dict[str, Any]] | None = None
    """Of the chunk that is made."""
    for event in events:
        if isinstance(event, ChunkReceived | ReplyFinished) and parts is not None:
            yield _read(at, model, parts)
            parts = None
        if isinstance(event, ReplyFinished):
            yield BytesReceived(event.at, f"data: {DONE}\n\n".encode())
        elif isinstance(event, ChunkReceived):
            at, parts = event.at, ([] if event.kind not in _NO_CHUNKS else None)
        elif isinstance(event, RequestSent):
            model = event.model
        elif isinstance(event, ModelNamed):
            model = event.name
        elif part := _part(event):
            at, parts = event.at, [*(parts or ()), part]
    if parts is not None:
        yield _read(at, model, parts)


def _part(event: StreamEvent) -> dict[str, Any] | None:
    match event:
        case TextDelta():
            return _choice(event.choice, {"content": event.text})
        case ReasoningDelta():
            return _choice(event.choice, {"reasoning_content": event.text})
        case RefusalDelta():
            return _choice(event.choice, {"refusal": event.text})
        case ToolCallDelta():
            named = {"id": event.id, "type": "function"} if event.id else {}
            function = {"name": event.name} if event.name else {}
            call = {"index": event.position, **named, "function": {**function, "arguments": event.arguments}}
            return _choice(event.choice, {"tool_calls": [call]})
        case FinishReported():
            return _choice(event.choice, {}, event.reason)
        case UsageReported():
            return {"choices": [], "usage": usage_of(event.usage)}
        case _:
            return None


def _choice(index: int, delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": index, "delta": delta, "finish_reason": finish_reason}]}


def _read(at: float, model: str, parts: Sequence[dict[str, Any]]) -> BytesReceived:
    """One chunk; of one that said nothing here nobody knows what it was, but for the first one's role."""
    said: dict[str, Any] = {"id": "chatcmpl-recorded", "object": "chat.completion.chunk", "created": 0, "model": model}
    for part in parts or [_choice(0, {"role": "assistant"})]:
        said = {**said, **part, "choices": [*said.get("choices", ()), *part["choices"]]}
    return BytesReceived(at, f"data: {json.dumps(said)}\n\n".encode())

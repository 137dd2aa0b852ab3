"""What a scripted server says: steps of bytes, pauses and cuts, and builders for the usual ones."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection ends here, in the middle of what was going on."""

    reset: bool = False
    """With RST in place of FIN."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Real time passes; for trying things by hand, not for tests."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing more is sent, for ever."""


@dataclass(frozen=True, slots=True)
class Pings:
    """Comments and nothing else, for ever."""

    every_s: float = 0.01


Step: TypeAlias = bytes | asyncio.Event | Cut | Pause | Silence | Pings
"""Bytes are one packet; an event is waited for."""

Framing: TypeAlias = Literal["chunked", "close"]

SSE_HEADERS = {"Content-Type": "text/event-stream"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    steps: Sequence[Step] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: SSE_HEADERS)
    framing: Framing = "chunked"
    before_headers: Sequence[Step] = ()
    """What happens before the headers: a pause, a cut."""


def sse(data: Mapping[str, Any] | str) -> bytes:
    """One event."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"data: {text}\n\n".encode()


def chunk(delta: Mapping[str, Any] | None = None, *, finish: str | None = None, **fields: Any) -> bytes:
    """One chunk of choice 0 as OpenAI sends it; `fields` go beside `choices` or replace it."""
    choices = [{"index": 0, "delta": delta or {}, "finish_reason": finish}]
    body = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "test-model"}
    return sse({**body, "choices": choices, **fields})


def usage(prompt_tokens: int = 10, completion_tokens: int = 5, **more: Any) -> bytes:
    """The chunk that counts the tokens."""
    total = prompt_tokens + completion_tokens
    counts = {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens, "total_tokens": total, **more}
    return chunk(choices=[], usage=counts)


DONE = b"data: [DONE]\n\n"


def text(*pieces: str, finish: str = "stop") -> Answer:
    """A reply in as many deltas as there are pieces, each in a packet of its own."""
    return Answer([chunk({"role": "assistant", "content": ""}), *text_steps(*pieces), *ending(finish)])


def priced(usd: float, *pieces: str) -> Answer:
    """A reply whose server says what it cost."""
    return Answer([*text_steps(*pieces), chunk(finish="stop"), usage(cost=usd), DONE])


def text_steps(*pieces: str) -> list[Step]:
    """Only the deltas of the answer."""
    return [chunk({"content": piece}) for piece in pieces]


def ending(finish: str = "stop") -> list[Step]:
    """Finish reason, usage and `[DONE]`."""
    return [chunk(finish=finish), usage(), DONE]


def tool_calls(*calls: tuple[str, str], pieces_of: int = 4, words: str = "") -> Answer:
    """A reply that calls functions: (name, arguments as JSON text), the arguments cut in pieces, call after call."""
    steps: list[Step] = [*text_steps(*([words] if words else []))]
    for index, (name, arguments) in enumerate(calls):
        head = {"index": index, "id": f"call_{index}", "type": "function", "function": {"name": name, "arguments": ""}}
        steps.append(chunk({"tool_calls": [head]}))
        for at in range(0, len(arguments), pieces_of):
            piece = {"index": index, "function": {"arguments": arguments[at : at + pieces_of]}}
            steps.append(chunk({"tool_calls": [piece]}))
    return Answer([*steps, *ending("tool_calls")])


def raw(body: bytes | Iterable[bytes], **how: Any) -> Answer:
    """Exactly these bytes, in these packets."""
    return Answer([body] if isinstance(body, bytes) else list(body), **how)


def document(body: Any, status: int = 200, **headers: str) -> Answer:
    """A whole JSON body in place of a stream; `retry_after="3"` is the header `Retry-After: 3`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer([json.dumps(body).encode()], status, {"Content-Type": "application/json", **named})


def page(body: str, status: int = 200) -> Answer:
    """A web page in place of a stream."""
    return Answer([body.encode()], status, {"Content-Type": "text/html"})


def response_event(kind: str, **fields: Any) -> bytes:
    """One event of a response."""
    return f"event: response.{kind}\n".encode() + sse({"type": f"response.{kind}", **fields})


def response(*items: Mapping[str, Any], status: str = "completed", identity: str = "resp_1", **more: Any) -> Answer:
    """A whole response: its items one after the other, texts and arguments in one delta each."""
    steps: list[Step] = [response_event("created", response={"id": identity, "model": "test-model", "output": []})]
    for place, item in enumerate(items):
        steps.append(response_event("output_item.added", output_index=place, item={**item, "content": []}))
        for part in item.get("content", ()):
            delta = {"output_index": place, "content_index": 0, "delta": part["text"]}
            steps.append(response_event("output_text.delta", **delta))
        if item["type"] == "function_call":
            steps.append(response_event("function_call_arguments.delta", output_index=place, delta=item["arguments"]))
        steps.append(response_event("output_item.done", output_index=place, item=item))
    usage = {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}
    whole = {"id": identity, "model": "test-model", "status": status, "output": list(items), "usage": usage, **more}
    return Answer([*steps, response_event(status, response=whole)])


def said(text: str, **marks: str) -> dict[str, Any]:
    """A message of a response."""
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}], **marks}


def called(identity: str, name: str, arguments: str) -> dict[str, Any]:
    """A call of a response."""
    return {"type": "function_call", "call_id": identity, "name": name, "arguments": arguments}

"""Bodies of responses made by hand, and the replies that are read from them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from typing import Any

from streamtui.core.chat.events import RequestSent, ResponseStarted, StreamEvent
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.dialects.any_reader import any_decoder

DONE = b"data: [DONE]\n\n"


def chunk(delta: Any = None, **fields: Any) -> dict[str, Any]:
    """A chunk with one choice; `finish` is its finish_reason, other fields go beside `choices`."""
    choice = {"index": 0, "delta": {} if delta is None else delta, "finish_reason": fields.pop("finish", None)}
    return {"object": "chat.completion.chunk", "model": "m", "choices": [choice], **fields}


def sse(*chunks: Any) -> bytes:
    """The chunks as server-sent events."""
    return b"".join(b"data: " + json.dumps(data).encode() + b"\n\n" for data in chunks)


def stream(*chunks: Any) -> bytes:
    """The chunks, a finish chunk and [DONE]."""
    return sse(*chunks, chunk(finish="stop")) + DONE


def cut_at_random(body: bytes, seed: int) -> list[bytes]:
    """The body in packets of very different sizes."""
    cuts = random.Random(seed)
    packets, at = [], 0
    while at < len(body):
        size = cuts.choice([1, 2, 5, 60, 1000, 5000])
        packets.append(body[at : at + size])
        at += size
    return packets


def events_of(packets: Iterable[bytes]) -> list[StreamEvent]:
    decoder = any_decoder(url="https://api.example/v1/chat/completions", model="m")
    events = [event for packet in packets for event in decoder.feed(packet, 0.0)]
    return events + decoder.close(0.0)


def reply_of(*packets: bytes) -> Reply:
    """The reply that the body of these packets is."""
    state = ChatState().fold([RequestSent(0.0, 1, "asked"), ResponseStarted(0.0), *events_of(packets)])
    assert state.reply is not None
    return state.reply

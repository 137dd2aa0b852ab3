"""Random and mutated streams through everything that stands between bytes and a reply.

Each must end in one of our own ways, whatever its packets.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from streamtui.core.chat.codec import decode, encode
from streamtui.core.chat.events import ReplyFailed, ReplyFinished, RequestSent, ResponseStarted, StreamEvent
from streamtui.core.chat.reply import ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.faults.faults import FAULT_KINDS
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.core.words.reply_line import reply_line
from tests.fuzz.failing import named

_ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    7,
    1e400,
    2**80,
    10**400,
    math.nan,
    "",
    "x",
    "\ud83d",
    "\ude00",
    [],
    {},
    [None],
    [[]],
    {"x": {}},
    "error",
]
_TEXTS = [
    "a",
    " b",
    "<think>",
    "</think>",
    "<",
    "\n",
    "\ud83d",
    "\ude00",
    "é",
    "{",
    "}",
    '{"x": 1}',
    "```",
    "{}",
    "<thought>",
]
_KEYS = [
    "index",
    "delta",
    "message",
    "content",
    "reasoning",
    "reasoning_content",
    "reasoning_details",
    "refusal",
    "text",
]
_KEYS += ["tool_calls", "function_call", "function", "custom", "id", "name", "arguments", "input", "type", "choices"]
_KEYS += ["usage", "x_groq", "timings", "time_info", "error", "code", "detail", "finish_reason", "object", "cost"]
_LINES = [
    b"",
    b": ping",
    b"event: error",
    b"event: ping",
    b"data:",
    b"id: 1",
    b"data: [DONE]",
    b"error: {}",
    b"data: {",
    b"<html>",
]
_LINES += [b'{"error": "x"}', b"data: \xff", b"\xef\xbb\xbf", b"[", b"data: null", b'data: "x"', b"data: " + b"[" * 300]
_JUNK = [
    b"\n",
    b"\r",
    b"\n\n",
    b"\x00",
    b"\xff",
    b"\xf0\x9f",
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"data: ",
    b"null",
    b"NaN",
]


def random_body(rng: random.Random) -> bytes:
    """A stream of chunks, some of them odd, between lines that are odd too, then mutated."""
    newline = rng.choice([b"\n", b"\n", b"\r\n", b"\r"])
    blank = rng.choice([newline, newline, newline, b""])
    parts = []
    for _ in range(rng.randrange(12)):
        if rng.random() < 0.2:
            parts.append(rng.choice(_LINES) + newline + blank)
        else:
            data = json.dumps(_chunk(rng), indent=rng.choice([None, None, None, 1])).encode()
            prefix = rng.choice([b"data: ", b"data: ", b"data:", b""])
            parts.append(b"".join(prefix + line + newline for line in data.split(b"\n")) + blank)
    if rng.random() < 0.5:
        parts.append(b"data: [DONE]" + newline + blank)
    body = bytearray(b"".join(parts))
    for _ in range(rng.choice([0, 0, 1, 3, 20])):
        mutate(rng, body)
    return bytes(body)


def check(body: bytes, rng: random.Random, decoder_of: Callable[..., ReplyDecoder] = chat_decoder) -> ReplyState:
    """Read the body whole and in pieces. Raises where that gives anything but one reply with one end."""
    events = _events([body], decoder_of)
    assert events == _events(_cut(body, rng), decoder_of) or "nan" in repr(events)
    assert isinstance(events[-1], ReplyFinished | ReplyFailed)
    assert sum(isinstance(event, ReplyFinished | ReplyFailed) for event in events) == 1
    state = ChatState().fold([RequestSent(0.0, 1, "m"), ResponseStarted(0.0)])
    for event in events:
        line = encode(event)
        assert encode(decode(line)) == line
        state.apply(event)
    reply = state.reply
    assert reply is not None
    told = json.loads(reply_line(reply))
    told_text = json.dumps(told, ensure_ascii=False)
    told_text.encode()
    assert told["complete"] is (told["error"] is None)
    assert told["error"] is None or told["error"]["kind"] in FAULT_KINDS
    json.dumps(state.conversation.request_messages(), allow_nan=False, ensure_ascii=False).encode()
    return reply.state


def _events(packets: list[bytes], decoder_of: Callable[..., ReplyDecoder]) -> list[StreamEvent]:
    decoder = decoder_of(url="http://127.0.0.1:1/v1", model="m")
    events = [event for packet in packets for event in decoder.feed(packet, 0.0)]
    events += decoder.close(0.0)
    if decoder.bug is not None:
        raise decoder.bug
    return events


def _cut(body: bytes, rng: random.Random) -> list[bytes]:
    cuts = sorted(rng.randrange(len(body) + 1) for _ in range(rng.choice([1, 5, 50])))
    return [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]


def _chunk(rng: random.Random) -> Any:
    if rng.random() < 0.1:
        return _value(rng, 4)
    delta: dict[str, Any] = {}
    for key in rng.sample(
        ["content", "reasoning", "reasoning_content", "refusal", "tool_calls", "role"], rng.randrange(3)
    ):
        delta[key] = _calls(rng) if key == "tool_calls" else rng.choice(_TEXTS)
    choice: dict[str, Any] = {
        "index": rng.choice([0, 0, 0, 1]),
        "delta": delta,
        "finish_reason": rng.choice([None, None, None, "stop"]),
    }
    chunk: dict[str, Any] = {
        "object": "chat.completion.chunk",
        "choices": [choice],
        "usage": rng.choice([None, {"prompt_tokens": 1}]),
    }
    for _ in range(rng.choice([0, 0, 1, 2])):
        target = rng.choice([chunk, choice, delta])
        target[rng.choice(_KEYS)] = _value(rng, 3)
    return chunk


def _calls(rng: random.Random) -> list[dict[str, Any]]:
    calls = []
    for _ in range(rng.randrange(1, 3)):
        function = {"name": rng.choice([None, "", "f", "g"]), "arguments": rng.choice([None, *_TEXTS, {"x": 1}])}
        call: dict[str, Any] = {"id": rng.choice([None, "", "a", "b", 5]), "function": function}
        if rng.random() < 0.7:
            call["index"] = rng.choice([0, 0, 1, "1", None, -3])
        calls.append(call)
    return calls


def _value(rng: random.Random, depth: int) -> Any:
    if depth == 0 or rng.random() < 0.4:
        return rng.choice([*_ODD, *_TEXTS])
    if rng.random() < 0.5:
        return [_value(rng, depth - 1) for _ in range(rng.randrange(3))]
    return {rng.choice(_KEYS): _value(rng, depth - 1) for _ in range(rng.randrange(4))}


def mutate(rng: random.Random, body: bytearray) -> None:
    """Change a few bytes somewhere."""
    at = rng.randrange(len(body) + 1)
    end = min(len(body), at + rng.choice([0, 1, 1, 5, 40]))
    body[at:end] = rng.choice([b"", rng.choice(_JUNK), body[at:end] * 2, bytes([rng.randrange(256)])])


def run(
    cases: Iterable[int],
    make: Callable[[random.Random], bytes] = random_body,
    decoder_of: Callable[..., ReplyDecoder] = chat_decoder,
) -> Counter[str]:
    """Check these streams, and count how they ended."""
    endings: Counter[str] = Counter()
    for number in cases:
        rng = random.Random(number)
        body = make(rng)
        with named("stream", number, body):
            endings[check(body, rng, decoder_of).value] += 1
    return endings

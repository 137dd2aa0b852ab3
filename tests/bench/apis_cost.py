"""CPU time per event of a response, read and folded, over that of a chat completion's chunk of the same size.

`python -m tests.bench apis` prints the table. The packets are made before the clock starts, one event in each; short
replies and long ones, as the cost of an event is to be the same in both.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from streamtui.core.chat.events import RequestSent, ResponseStarted
from streamtui.core.chat.state import ChatState
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.dialects.responses.reader import responses_decoder
from streamtui.core.wire.reply_decoder import ReplyDecoder

LENGTHS = (10_000, 100_000)
RUNS = 3
PIECE = "token "


@dataclass(frozen=True)
class Figure:
    """One kind of piece, in replies of so many."""

    what: str
    pieces: int
    bytes_each: int
    chat_us: float
    """Read and folded."""
    response_us: float
    percent: float
    """The second in terms of the first."""
    read_percent: float
    """The same of what is read and not folded."""


_DELTAS: dict[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "text": ("output_text", lambda piece: {"content": piece}),
    "reasoning": ("reasoning_summary_text", lambda piece: {"reasoning_content": piece}),
    "refusal": ("refusal", lambda piece: {"refusal": piece}),
    "arguments": (
        "function_call_arguments",
        lambda piece: {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]},
    ),
}


def measure() -> list[Figure]:
    """The figures of all kinds."""
    return [_figure(kind, pieces) for kind in _DELTAS for pieces in LENGTHS]


def _figure(kind: str, pieces: int) -> Figure:
    stem, delta = _DELTAS[kind]
    first = '{"' if kind == "arguments" else PIECE
    response = [_event(stem, number, PIECE if number else first) for number in range(pieces)]
    size = len(response[-1])
    chat = [_chunk(delta(PIECE if number else first), size) for number in range(pieces)]
    chat_us, response_us = _us(chat_decoder, chat), _us(responses_decoder, response)
    read = _us(responses_decoder, response, fold=False) / _us(chat_decoder, chat, fold=False)
    return Figure(kind, pieces, size, chat_us, response_us, response_us / chat_us * 100, read * 100)


def _us(decoder_of: Callable[[], ReplyDecoder], packets: list[bytes], *, fold: bool = True) -> float:
    """Microseconds per packet, the best of a few runs."""
    costs: list[float] = []
    for _ in range(RUNS):
        decoder, state = decoder_of(), ChatState().fold([RequestSent(0.0, 1, "m"), ResponseStarted(0.0)])
        began = time.process_time()
        for number, packet in enumerate(packets):
            events = decoder.feed(packet, number / 1000)
            if fold:
                state.fold(events)
        costs.append(time.process_time() - began)
    return min(costs) / len(packets) * 1e6


def _event(stem: str, number: int, piece: str) -> bytes:
    """As OpenAI sends it, with what it is about, its number, and padding."""
    kind = f"response.{stem}.delta"
    data = {"type": kind, "sequence_number": number, "item_id": "msg_" + "0" * 48, "output_index": 0}
    data |= {"content_index": 0, "delta": piece, "logprobs": [], "obfuscation": "abcdef"}
    return f"event: {kind}\ndata: ".encode() + json.dumps(data, separators=(",", ":")).encode() + b"\n\n"


def _chunk(delta: dict[str, Any], size: int) -> bytes:
    """As OpenAI sends it, padded to that size."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}
    data = {"id": "chatcmpl-" + "0" * 29, "object": "chat.completion.chunk", "created": 1700000000, "model": "m"}
    padded = {**data, "choices": [choice], "obfuscation": ""}
    short = len(json.dumps(padded, separators=(",", ":"))) + len("data: \n\n")
    padded["obfuscation"] = "a" * max(0, size - short)
    return b"data: " + json.dumps(padded, separators=(",", ":")).encode() + b"\n\n"

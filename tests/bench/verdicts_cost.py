"""CPU time of the verdicts on a reply that is over: once for each reply, in proportion to it, whatever it says.

`python -m tests.bench verdicts` prints the table.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from streamtui.core.chat.state import ChatState
from streamtui.core.verdicts.judge import verdicts_of
from tests.core.verdicts.judged import events_of, piece, request, used, whole

CHARACTERS_PER_DELTA = 50
SIZES = (10_000, 100_000, 1_000_000)
_MARKED = '<tool_call>{"name": "get_time", "arguments": {}}</tool_call> is written here, `so` it is. '


@dataclass(frozen=True)
class Figure:
    """One reply."""

    reply: str
    characters: int
    said: str
    """The rules that spoke."""
    ms: float
    growth: float = 1.0
    """CPU time a character, in terms of the shortest reply's."""


def _prose(size: int) -> list[bytes]:
    text = " ".join(f"word{number * 7919 % 10_007} is said, and more." for number in range(size // 30))
    return whole(*_cut(text), usage=used(100, len(text) // 4))


def _marks(size: int) -> list[bytes]:
    return whole(*_cut("".join(f"{_MARKED}{number * 7919 % 10_007}. " for number in range(size // len(_MARKED)))))


def _ticks(size: int) -> list[bytes]:
    text = "".join("`" * (number % 61) + " <tool_call>{ " for number in range(size // 44))
    return whole(*_cut(text))


def _loop(size: int) -> list[bytes]:
    return whole(*_cut("I will look at the file once more. " * (size // 35)), finish="length")


def _misfit(size: int) -> list[bytes]:
    lines = json.dumps({"location": [f"line {number}" for number in range(size // 14)]})
    pieces = [lines[at : at + CHARACTERS_PER_DELTA] for at in range(0, len(lines), CHARACTERS_PER_DELTA)]
    return whole(piece("", "get_weather"), *map(piece, pieces), finish="tool_calls")


def _cut(text: str) -> list[dict[str, str]]:
    return [{"content": text[at : at + CHARACTERS_PER_DELTA]} for at in range(0, len(text), CHARACTERS_PER_DELTA)]


REPLIES: dict[str, Callable[[int], list[bytes]]] = {
    "prose": _prose,
    "talk of calls": _marks,
    "backticks": _ticks,
    "a loop": _loop,
    "arguments that don't fit": _misfit,
}


def measure() -> list[Figure]:
    """The figures, the best of three each."""
    figures: list[Figure] = []
    for name, packets in REPLIES.items():
        found = [_judged(name, size, packets(size)) for size in SIZES]
        each = [figure.ms / figure.characters for figure in found]
        figures += [replace(figure, growth=one / each[0]) for figure, one in zip(found, each, strict=True)]
    return figures


def _judged(name: str, size: int, packets: list[bytes]) -> Figure:
    events = events_of(packets, request())
    reply = ChatState().fold(events).reply
    assert reply is not None
    gc.collect()
    times = []
    for _ in range(3):
        began = time.process_time()
        found = verdicts_of(reply, events)
        times.append((time.process_time() - began) * 1000)
    return Figure(name, size, ", ".join(verdict.id for verdict in found) or "nothing", min(times))

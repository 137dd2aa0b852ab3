"""CPU time to write an event as JSON, to read it back and to fold it, over those of a recorded reply.

`python -m tests.bench events` prints the table.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from streamtui.core.chat.codec import decode, encode
from streamtui.core.chat.state import ChatState
from tests.reading import events_in
from tests.recorded import RECORDINGS

ROUNDS = 50
RUNS = 5


@dataclass(frozen=True)
class Figure:
    """One measurement."""

    what: str
    us_per_event: float


def measure() -> list[Figure]:
    """The figures, the best of a few runs each."""
    events = events_in(RECORDINGS / "quicksort.jsonl")
    lines = [encode(event) for event in events]
    work: dict[str, Callable[[], object]] = {
        "encode": lambda: [encode(event) for event in events],
        "decode": lambda: [decode(line) for line in lines],
        "fold": lambda: ChatState().fold(events),
    }
    return [
        Figure(what, min(_cpu_s(do) for _ in range(RUNS)) / ROUNDS / len(events) * 1e6) for what, do in work.items()
    ]


def _cpu_s(do: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(ROUNDS):
        do()
    return time.process_time() - began

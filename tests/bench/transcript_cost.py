"""CPU time, stalls and bytes of the transcript while a reply streams at a set speed, in an app with a column beside it.

`python -m tests.bench.transcript_cost [SHAPE ...]` prints the table. A token is 4 characters and one delta. All CPU of
the process counts, the producer's too. A stall is the CPU time between two ticks of a 5 ms clock in the event loop.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import Static

from streamtui.core.conversation import Message, Reply, ReplyState, UserMessage
from streamtui.frontends.tui.memory import settle_memory
from streamtui.frontends.tui.widgets.transcript import Transcript
from tests.bench.shapes import SHAPES, reply

CHARACTERS_PER_TOKEN = 4
SIZE = (120, 40)
TICK_S = 0.005


@dataclass(frozen=True)
class Figure:
    """One stream."""

    shape: str
    tokens: int
    tokens_per_s: int
    us_per_token: float
    longest_stall_ms: float
    p99_stall_ms: float
    bytes_per_token: float
    lag_s: float
    """From the last token to its being drawn."""


class CountingDriver(HeadlessDriver):
    """Has everything rendered that a terminal would get, and counts it."""

    written = 0

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written += len(data.encode("utf-8", "replace"))


class Pane(App[Figure]):
    """Streams one reply, then exits with what it cost."""

    CSS = "#beside { width: 38; }"

    def __init__(self, shape: str, tokens: int, tokens_per_s: int, *, low_bandwidth: bool = False) -> None:
        super().__init__(driver_class=CountingDriver)
        self.shape, self.tokens, self.tokens_per_s = shape, tokens, tokens_per_s
        self.low_bandwidth = low_bandwidth
        self.answer = Reply(model="model")
        self.messages: list[Message] = [UserMessage("hello", 0.0), self.answer]

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Transcript()
            yield Static("beside", id="beside")

    def on_mount(self) -> None:
        transcript = self.query_one(Transcript)
        transcript.low_bandwidth = self.low_bandwidth
        transcript.show(self.messages)
        self.run_worker(self._measure(transcript))

    async def _measure(self, transcript: Transcript) -> None:
        text = reply(self.shape, self.tokens * CHARACTERS_PER_TOKEN)
        await asyncio.sleep(0.5)
        settle_memory()
        driver: Any = self._driver
        driver.written = 0
        stalls: list[float] = []
        ticker = asyncio.create_task(_tick(stalls))
        began = time.process_time()
        await _stream(text, self.tokens_per_s, self.answer, transcript)
        sent_at = time.perf_counter()
        self.answer.state = ReplyState.COMPLETE
        transcript.wake()
        while transcript._woken or transcript._taking:
            await asyncio.sleep(0.001)
        lag_s = time.perf_counter() - sent_at
        await asyncio.sleep(0.1)
        cpu_s = time.process_time() - began
        ticker.cancel()
        stalls.sort()
        self.exit(
            Figure(
                self.shape,
                self.tokens,
                self.tokens_per_s,
                cpu_s / self.tokens * 1e6,
                stalls[-1] * 1e3,
                stalls[int(len(stalls) * 0.99)] * 1e3,
                driver.written / self.tokens,
                lag_s,
            )
        )


async def _stream(text: str, tokens_per_s: int, answer: Reply, transcript: Transcript) -> None:
    began, position = time.perf_counter(), 0
    while position < len(text):
        due = int((time.perf_counter() - began) * tokens_per_s) * CHARACTERS_PER_TOKEN
        while position < min(due, len(text)):
            answer.text.append(text[position : position + CHARACTERS_PER_TOKEN])
            transcript.wake()
            position += CHARACTERS_PER_TOKEN
        await asyncio.sleep(0.01)


async def _tick(stalls: list[float]) -> None:
    before = time.process_time()
    while True:
        await asyncio.sleep(TICK_S)
        now = time.process_time()
        stalls.append(now - before)
        before = now


def measure(
    shapes: Iterable[str] = SHAPES, sizes: Iterable[int] = (5_000, 50_000), tokens_per_s: int = 10_000
) -> Iterable[Figure]:
    """The figures, as they are ready."""
    sizes = tuple(sizes)
    for shape in shapes:
        for tokens in sizes:
            figure = Pane(shape, tokens, tokens_per_s).run(size=SIZE)
            assert figure is not None
            yield figure


def main() -> None:
    """Print the figures as a table."""
    print(
        f"{'shape':10} {'tokens':>7} {'µs/token':>9} {'longest ms':>11} {'p99 ms':>7} {'bytes/token':>12} {'lag s':>6}"
    )
    for f in measure(sys.argv[1:] or SHAPES):
        print(
            f"{f.shape:10} {f.tokens:7} {f.us_per_token:9.1f} {f.longest_stall_ms:11.1f} {f.p99_stall_ms:7.1f}"
            f" {f.bytes_per_token:12.1f} {f.lag_s:6.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()

"""CPU time, stalls and bytes of the transcript while a reply streams at a set speed, in an app with a column beside it.

A token is 4 characters and one delta. All CPU of
the process counts, the producer's too. A stall is the CPU time between two ticks of a 5 ms clock in the event loop.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Any

import psutil
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import Static

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.frontends.tui.kit.direct import DirectApp
from streamtui.frontends.tui.memory import settle_memory
from streamtui.frontends.tui.transcript.transcript import Transcript
from tests.shapes import SHAPES, reply

CHARACTERS_PER_TOKEN = 4
SIZE = (120, 40)
TICK_S = 0.005
LONGEST_LAG = 12_000
"""Ticks: a minute."""


@dataclass(frozen=True)
class Figure:
    """One stream."""

    shape: str
    tokens: int
    tokens_per_s: int
    low_bandwidth: bool
    us_per_token: float
    longest_stall_ms: float
    p99_stall_ms: float
    bytes_per_token: float
    lag_s: float
    """From the last token to its being drawn."""
    memory_mb: float
    """Of the process, more than before the stream."""
    growth: float = 1.0
    """CPU time per token, in terms of a short reply's."""


class CountingDriver(HeadlessDriver):
    """Has everything rendered that a terminal would get, and counts it."""

    written = 0

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written += len(data.encode("utf-8", "replace"))


class Pane(DirectApp[Figure]):
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
            yield Transcript(low_bandwidth=self.low_bandwidth)
            yield Static("beside", id="beside")

    def on_mount(self) -> None:
        transcript = self.query_one(Transcript)
        transcript.show(self.messages)
        self.run_worker(self._measure(transcript))

    async def _measure(self, transcript: Transcript) -> None:
        text = reply(self.shape, self.tokens * CHARACTERS_PER_TOKEN)
        await asyncio.sleep(0.5)
        settle_memory()
        process = psutil.Process()
        memory = process.memory_info().rss
        driver: Any = self._driver
        driver.written = 0
        stalls: list[float] = []
        ticker = asyncio.create_task(tick(stalls))
        began = time.process_time()
        await _stream(text, self.tokens_per_s, self.answer, transcript)
        self.answer.state = ReplyState.COMPLETE
        transcript.wake()
        sent_at = time.perf_counter()
        for _ in range(LONGEST_LAG):
            if not transcript.busy:
                break
            await asyncio.sleep(TICK_S)
        lag_s = time.perf_counter() - sent_at
        await asyncio.sleep(2 * TICK_S)
        cpu_s = time.process_time() - began
        ticker.cancel()
        stalls.sort()
        self.exit(
            Figure(
                self.shape,
                self.tokens,
                self.tokens_per_s,
                self.low_bandwidth,
                cpu_s / self.tokens * 1e6,
                stalls[-1] * 1e3,
                stalls[int(len(stalls) * 0.99)] * 1e3,
                driver.written / self.tokens,
                lag_s,
                (process.memory_info().rss - memory) / 1e6,
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


async def tick(stalls: list[float]) -> None:
    """Note the CPU time between two turns of the event loop, for ever."""
    before = time.process_time()
    while True:
        await asyncio.sleep(TICK_S)
        now = time.process_time()
        stalls.append(now - before)
        before = now


def measure() -> list[Figure]:
    """The figures of all shapes: at full speed short and long, and at the speed of a large model on a slow line."""
    figures = []
    for shape in SHAPES:
        short = _run(Pane(shape, 5_000, 10_000))
        long = _run(Pane(shape, 50_000, 10_000))
        figures += [short, replace(long, growth=long.us_per_token / short.us_per_token)]
    for shape in ("prose", "mixed"):
        for low_bandwidth in (False, True):
            figures.append(_run(Pane(shape, 1_000, 100, low_bandwidth=low_bandwidth)))
    return figures


def _run(pane: Pane) -> Figure:
    figure = pane.run(size=SIZE)
    assert figure is not None
    return figure

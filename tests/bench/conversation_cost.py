"""CPU time and memory of long conversations in the transcript: open, append, scroll, resize, change the theme.

Each step is measured until it is painted.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.geometry import Size
from textual.widgets import Static

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.frontends.tui.kit.direct import DirectApp
from streamtui.frontends.tui.memory import settle_memory
from streamtui.frontends.tui.transcript.transcript import Transcript
from tests.bench.transcript_cost import SIZE, CountingDriver
from tests.shapes import reply

CHARACTERS = 600
"""Of each message."""


@dataclass(frozen=True)
class Figure:
    """One thing done to a conversation."""

    messages: int
    step: str
    cpu_ms: float
    memory_mb: float
    """Of the process, more than before the conversation was opened."""


class Pane(DirectApp[list[Any]]):
    """Opens a conversation, does all steps, and exits with what they cost."""

    CSS = "#beside { width: 38; }"

    def __init__(self, messages: list[Message]) -> None:
        super().__init__(driver_class=CountingDriver)
        self.messages = messages
        self.figures: list[Any] = []

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Transcript()
            yield Static("beside", id="beside")

    def on_mount(self) -> None:
        self.run_worker(self._measure(self.query_one(Transcript)))

    async def _measure(self, transcript: Transcript) -> None:
        await asyncio.sleep(0.5)
        settle_memory()
        process = psutil.Process()
        before = process.memory_info().rss

        async def step(name: str, act: Callable[[], object]) -> None:
            began = time.process_time()
            act()
            await asyncio.sleep(0.25)
            cpu_ms = (time.process_time() - began) * 1e3
            memory_mb = (process.memory_info().rss - before) / 1e6
            self.figures.append(Figure(len(self.messages), name, cpu_ms, memory_mb))

        def append() -> None:
            self.messages.append(UserMessage("one more", 0.0))
            transcript.wake()

        smaller = Size(SIZE[0] - 20, SIZE[1])
        await step("open", lambda: transcript.show(self.messages))
        await step("append a message", append)
        await step("scroll a page up", lambda: transcript.scroll_page_up(animate=False))
        await step("go to the beginning", lambda: transcript.scroll_to(y=0))
        await step("go to the end", transcript.action_scroll_end)
        await step("resize", lambda: self.post_message(Resize(smaller, smaller)))
        await step("change the theme", lambda: setattr(self, "theme", "nord"))
        self.exit(self.figures)


def conversation(count: int) -> list[Message]:
    """Questions and answers in turn."""
    messages: list[Message] = []
    for number in range(count):
        text = reply("mixed" if number % 4 == 1 else "prose", CHARACTERS, seed=number)
        if number % 2:
            answer = Reply(model="model", state=ReplyState.COMPLETE)
            answer.text.append(text)
            messages.append(answer)
        else:
            messages.append(UserMessage(text, 0.0))
    return messages


def measure(counts: tuple[int, ...] = (100, 5_000)) -> list[Figure]:
    """The figures of conversations of so many messages."""
    figures: list[Figure] = []
    for count in counts:
        figures += Pane(conversation(count)).run(size=SIZE) or []
    return figures

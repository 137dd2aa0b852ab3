"""What the engine tells gathers, and is bounded: without an engine, on a pipe that this test reads."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

import pytest

from streamtui.tap.outbox import Outbox
from streamtui.tap.seen import Over, Received, Seen, Unframing

PIECE = Received(1, 0.0, b"x" * 100)
END = Over(1, 1.0, "end")


class FakeLoop:
    """Keeps what is to be done later, and what waits for room in the pipe."""

    def __init__(self) -> None:
        self.timers: list[FakeTimer] = []
        self.writer: Any = None

    def call_later(self, seconds: float, what: Any) -> FakeTimer:
        self.timers.append(timer := FakeTimer(seconds, what))
        return timer

    def add_writer(self, _: int, what: Any) -> None:
        self.writer = what

    def remove_writer(self, _: int) -> None:
        self.writer = None

    @property
    def due(self) -> list[float]:
        """When something will be told."""
        return [timer.seconds for timer in self.timers if not timer.cancelled]


class FakeTimer:
    def __init__(self, seconds: float, what: Any) -> None:
        self.seconds, self.what, self.cancelled = seconds, what, False

    def cancel(self) -> None:
        self.cancelled = True


class Pipe:
    """An outbox, and what came of it."""

    def __init__(self, writing: int, reading: int) -> None:
        self.loop = FakeLoop()
        self.outbox = Outbox(writing, cast("asyncio.AbstractEventLoop", self.loop), 0.5)
        self._reading, self._unframing = reading, Unframing()

    def read(self) -> list[Seen]:
        seen: list[Seen] = []
        with suppress(BlockingIOError):
            while data := os.read(self._reading, 1 << 20):
                seen += self._unframing.feed(data)
        return seen


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    os.set_blocking(reading, False)
    yield Pipe(writing, reading)
    os.close(reading)
    os.close(writing)


def test_what_streams_gathers_and_what_begins_or_ends_takes_it_along_soon(pipe: Pipe) -> None:
    for _ in range(3):
        pipe.outbox.tell(PIECE)
    assert pipe.loop.due == [0.5]
    pipe.outbox.tell(END)
    pipe.outbox.tell(PIECE)
    assert pipe.loop.due == [0.05]
    pipe.outbox.write()
    assert pipe.read() == [PIECE, PIECE, PIECE, END, PIECE]
    assert pipe.outbox.empty
    assert not pipe.loop.due


def test_what_streams_fast_is_told_in_small_parts_that_whoever_reads_is_done_with_soon(pipe: Pipe) -> None:
    parts: list[int] = []
    for _ in range(2_000):
        pipe.outbox.tell(PIECE)
        if seen := pipe.read():
            parts.append(len(seen))
    assert len(parts) >= 8
    assert max(parts) <= 250


def test_much_is_written_without_waiting_and_what_is_too_much_is_refused(pipe: Pipe) -> None:
    megabyte = Received(1, 0.0, b"x" * (1 << 20))
    told = 1
    assert pipe.outbox.tell(megabyte)
    assert not pipe.loop.due
    assert pipe.loop.writer is not None  # the pipe holds less than that
    while pipe.outbox.tell(megabyte):
        told += 1
    assert 16 <= told <= 128
    assert pipe.outbox.tell(END)
    seen: list[Seen] = []
    while pipe.loop.writer is not None:
        seen += pipe.read()
        pipe.loop.writer()
    assert [*seen, *pipe.read()] == [megabyte] * told + [END]

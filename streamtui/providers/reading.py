"""One response, read in a task of its own, so that silence is noticed and a stop closes the connection at once.

A time-out around the stream's own `__anext__` would end the stream unseen, and a stream that another task closes
complains on stderr; so the task that reads is the one that is cancelled, and it closes what it opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TypeAlias

from streamtui.core.ports.clock import Clock
from streamtui.providers.sdk import ByteStream

_DRAIN_S = 0.1


@dataclass(frozen=True, slots=True)
class Opened:
    """The headers arrived."""

    status: int
    request_id: str | None
    content_type: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The body ended, or something broke."""

    error: Exception | None


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """Nothing that moved the deadline arrived in time."""


Item: TypeAlias = Opened | bytes | Ended | DeadlinePassed


class Reading:
    """What happens on one connection, in order, each with its instant. Use it as a context manager."""

    def __init__(self, open_stream: Callable[[], Awaitable[ByteStream]], clock: Clock, deadline_at: float) -> None:
        self._open_stream = open_stream
        self._clock = clock
        self._items: asyncio.Queue[tuple[float, Item]] = asyncio.Queue()
        self._deadline_at = deadline_at
        self._wakes_at = deadline_at

    async def __aenter__(self) -> Reading:
        self._reader = asyncio.create_task(self._read())
        self._watchdog = asyncio.create_task(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.cancel()
        self._watchdog.cancel()
        await asyncio.gather(self._reader, self._watchdog, return_exceptions=True)

    async def next(self) -> tuple[float, Item]:
        """The next thing that happened."""
        return await self._items.get()

    def expect_by(self, deadline_at: float) -> None:
        """Report when `deadline_at` passes, unless it is moved again before."""
        self._deadline_at = deadline_at
        if deadline_at < self._wakes_at or self._watchdog.done():
            self._watchdog.cancel()
            self._wakes_at = deadline_at
            self._watchdog = asyncio.create_task(self._watch())

    async def drain(self) -> None:
        """Let the body end, so that the connection can be used again; a server that keeps it open is not waited for."""
        await asyncio.wait({self._reader}, timeout=_DRAIN_S)

    def _put(self, item: Item) -> None:
        self._items.put_nowait((self._clock.now(), item))

    async def _read(self) -> None:
        try:
            async with await self._open_stream() as stream:
                headers = stream.response.headers
                self._put(
                    Opened(stream.response.status_code, headers.get("x-request-id"), headers.get("content-type", ""))
                )
                async for data in stream:
                    self._put(data)
        except Exception as error:
            self._put(Ended(error))
        else:
            self._put(Ended(None))

    async def _watch(self) -> None:
        while (left_s := self._deadline_at - self._clock.now()) > 0:
            self._wakes_at = self._deadline_at
            await self._clock.sleep(left_s)
        self._put(DeadlinePassed())

"""How much is asked of servers: streams at once in a process, requests in a minute, US dollars in a day."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from streamtui.config.settings import Limits
from streamtui.core.ports.budget import Budget
from streamtui.core.ports.clock import Clock

_MINUTE_S = 60.0


class RequestLimits:
    """Shared by all providers of a process, so that the limits hold for all of them together."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.most_streams = limits.concurrent_streams
        self.budget: Budget | None = None
        """What may be spent, where that is limited."""
        self._clock = clock
        self._streams = asyncio.Semaphore(limits.concurrent_streams)
        self._per_minute = limits.requests_per_minute
        self._sent_at: deque[float] = deque(maxlen=limits.requests_per_minute or 0)
        """The instants of the last requests, those included that still wait for theirs."""

    def room_for(self, streams: int) -> RequestLimits:
        """The same for others who need so many streams at once: a room of their own, but one minute for all."""
        limits = Limits(max(streams, self.most_streams), self._per_minute)
        others = RequestLimits(limits, self._clock)
        others._sent_at, others.budget = self._sent_at, self.budget
        return others

    @property
    def full(self) -> bool:
        """The next stream has to wait until one of the open ones ends."""
        return self._streams.locked()

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[None]:
        """A place among the streams that may be open at once; waits for it."""
        async with self._streams:
            yield

    def book(self) -> float:
        """Take the next place in the minute; returns how many seconds to wait for it.

        No stretch of a minute ever holds more requests than allowed.
        """
        now = self._clock.now()
        if self._per_minute is None:
            return 0.0
        full = len(self._sent_at) == self._per_minute
        at = max(now, self._sent_at[0] + _MINUTE_S) if full else now
        self._sent_at.append(at)
        return at - now

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

    def __init__(self, limits: Limits, clock: Clock, within: RequestLimits | None = None) -> None:
        """`within`: those whose budget is theirs, too."""
        self.most_streams = limits.concurrent_streams
        self._within = within
        self._budget: Budget | None = None
        self._clock = clock
        self._streams = asyncio.Semaphore(limits.concurrent_streams)
        self._too_many = 0
        """Places among the streams that are taken away as soon as they are free."""
        self._open = 0
        self._per_minute = limits.requests_per_minute
        self._sent_at: deque[float] = deque(maxlen=limits.requests_per_minute or 0)
        """The instants of the last requests, those included that still wait for theirs."""

    def room_for(self, streams: int) -> RequestLimits:
        """The same for others who need so many streams at once: a room of their own, but one minute for all."""
        limits = Limits(max(streams, self.most_streams), self._per_minute)
        others = RequestLimits(limits, self._clock, self)
        others._sent_at = self._sent_at
        return others

    def apart(self, limits: Limits) -> RequestLimits:
        """Limits of one place's own: nothing is common but the budget."""
        return RequestLimits(limits, self._clock, self)

    @property
    def budget(self) -> Budget | None:
        """What may be spent, where that is limited."""
        return self._budget if self._within is None else self._within.budget

    @budget.setter
    def budget(self, budget: Budget | None) -> None:
        self._budget = budget

    @property
    def full(self) -> bool:
        """The next stream has to wait until one of the open ones ends."""
        return self._open >= self.most_streams

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[None]:
        """A place among the streams that may be open at once; waits for it."""
        await self._streams.acquire()
        while self._too_many:
            self._too_many -= 1
            await self._streams.acquire()
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
            if self._too_many:
                self._too_many -= 1
            else:
                self._streams.release()

    def change(self, limits: Limits) -> None:
        """Keep within other limits from now on; what is open stays so."""
        more = limits.concurrent_streams - self.most_streams
        self.most_streams += more
        kept = min(self._too_many, max(more, 0))
        self._too_many += max(-more, 0) - kept
        for _ in range(more - kept):
            self._streams.release()
        self._per_minute = limits.requests_per_minute
        self._sent_at = deque(self._sent_at, maxlen=limits.requests_per_minute or 0)

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

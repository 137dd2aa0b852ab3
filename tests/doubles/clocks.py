"""Clocks that stand still, hurry or lose patience, and ids that are the same each time."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from itertools import count

from streamtui.cli.clock import SystemClock
from streamtui.core.ports.clock import Clock


def numbered_ids() -> Callable[[], str]:
    """Ids as they are given where the program runs, but the same ones each time."""
    return map("id-{}".format, count(1)).__next__


class FakeClock:
    """A clock that stands still until it is told to move; sleepers wake when it passes them."""

    def __init__(self, at: float = 100.0) -> None:
        self._now = at
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()
        self.slept: list[float] = []
        """Every wait that was asked for, in seconds."""

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), woken))
        await woken

    def advance(self, seconds: float) -> None:
        """Move on, and wake whoever's time has come."""
        self._now += seconds
        while self._sleepers and self._sleepers[0][0] <= self._now:
            woken = heapq.heappop(self._sleepers)[2]
            if not woken.done():
                woken.set_result(None)


class EagerClock(FakeClock):
    """A clock on which every wait is over at once, having taken its time."""

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._now += seconds
        await asyncio.sleep(0)


class FakeImpatientClock(SystemClock):
    """The real clock, but a wait of one second to two minutes, as servers ask for, is over at once."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0 if 1 <= seconds <= 120 else seconds)


_: type[Clock] = FakeClock

"""Time that a client and a server of one test share, so that gaps between chunks are exact on any machine."""

from __future__ import annotations

import asyncio

from tests.doubles.clocks import FakeClock

_PATIENCE_S = 0.1
"""A client that has left looks no more; real time, at the end of which the clock moves on without it."""


class LockstepClock(FakeClock):
    """Moves on when the server sleeps, but not before the client has looked at it since it last moved."""

    def __init__(self) -> None:
        super().__init__()
        self._looked = asyncio.Event()

    def now(self) -> float:
        self._looked.set()
        return super().now()

    async def sleep(self, seconds: float) -> None:
        patience = asyncio.get_running_loop().call_later(_PATIENCE_S, self._looked.set)
        await self._looked.wait()
        patience.cancel()
        self._looked.clear()
        self.advance(seconds)

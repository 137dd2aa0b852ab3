"""The real clock."""

from __future__ import annotations

import asyncio
import time


class SystemClock:
    """core.ports.clock.Clock on the system's monotonic clock, in whole microseconds: so recordings keep instants."""

    def now(self) -> float:
        return round(time.monotonic(), 6)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

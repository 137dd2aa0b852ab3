"""The real clock."""

from __future__ import annotations

import asyncio
import time


class SystemClock:
    """core.ports.clock.Clock on the system's monotonic clock."""

    def now(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

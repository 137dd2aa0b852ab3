"""Where instants come from."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """Where instants come from."""

    def now(self) -> float:
        """Seconds of a monotonic clock."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that long."""
        ...

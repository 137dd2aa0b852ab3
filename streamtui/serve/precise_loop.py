"""An event loop that wakes when it is time: epoll counts whole milliseconds, and rounds them up."""

from __future__ import annotations

import asyncio
import select
import selectors
import sys

_MOST = 1_024
"""Descriptors that `select` takes are below it."""

if sys.platform == "linux":

    class _Precise(selectors.EpollSelector):
        """Waits for itself first, by `select`, which counts microseconds."""

        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            if timeout is not None and timeout > 0 and self.fileno() < _MOST:
                select.select([self], [], [], timeout)
                timeout = 0
            return super().select(timeout)


def precise_loop() -> asyncio.AbstractEventLoop:
    """A new one; elsewhere than on Linux the usual one, which rounds less."""
    return asyncio.SelectorEventLoop(_Precise()) if sys.platform == "linux" else asyncio.new_event_loop()

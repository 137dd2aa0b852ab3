"""One thing at a time: opening the endpoint, or a turn; and the prompts that wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress


class Turns:
    """Runs what is begun, and can stop it."""

    def __init__(self) -> None:
        self.queued: list[str] = []
        """The prompts that wait for the endpoint, or for the turn before them, in their order."""
        self._task: asyncio.Task[None] | None = None
        self._tasks: asyncio.Queue[asyncio.Task[None]] = asyncio.Queue()

    @property
    def busy(self) -> bool:
        """Something is under way that can be stopped."""
        return self._task is not None

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Begin something; nothing may be under way."""
        self._task = asyncio.create_task(work)
        self._tasks.put_nowait(self._task)

    def stop(self) -> None:
        """Stop what is under way."""
        if self._task is not None:
            self._task.cancel()

    async def run(self, ended: Callable[[], None]) -> None:
        """Call `ended` after each thing that was begun, until cancelled. A bug in one is raised here."""
        try:
            while True:
                task = await self._tasks.get()
                await asyncio.wait({task})
                self._task = None
                if not task.cancelled():
                    task.result()
                ended()
        finally:
            if self._task is not None:
                self._task.cancel()
                with suppress(asyncio.CancelledError):
                    await self._task

"""One thing at a time: opening the endpoint, or a turn; and the prompts that wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Protocol

from streamtui.core.faults.bugs import fault_of, survived
from streamtui.core.ports.session import Conversing
from streamtui.frontends.tui.desk.purse import Turn


class Obeys(Protocol):
    """Who obeys slash commands."""

    def holds(self, text: str, /) -> bool:
        """What was asked for before is not settled: this, and all behind it, waits until it is asked anew."""
        ...

    def obey(self, text: str, /) -> bool:
        """Do it, if it is a command."""
        ...


class Turns:
    """Runs what is begun, and can stop it."""

    def __init__(self) -> None:
        self.queued: list[str] = []
        """The prompts, and slash commands, that wait for the endpoint, or for what is before them, in their order."""
        self.obeys: Obeys | None = None
        self._task: asyncio.Task[None] | None = None
        self._tasks: asyncio.Queue[asyncio.Task[None]] = asyncio.Queue()

    @property
    def busy(self) -> bool:
        """Something is under way that can be stopped."""
        return self._task is not None

    def next_prompt(self, ready: Callable[[], bool]) -> str | None:
        """The one that has waited longest, no longer queued, once the commands before it are obeyed; as long as all is
        `ready` for it."""
        while self.queued and ready() and not (self.obeys is not None and self.obeys.holds(self.queued[0])):
            text = self.queued.pop(0)
            behind, self.queued = self.queued, []  # none of a command's business
            obeyed = self.obeys is not None and self.obeys.obey(text)
            self.queued += behind
            if not obeyed:
                return text
        return None

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


async def taken(session: Conversing, turn: Turn) -> None:
    """A bug ends the turn and nothing else: the session's, of which it tells itself, or one of who hears of it."""
    before = session.state.fault
    try:
        await turn(session)
    except Exception as bug:
        fault = fault_of(bug, "a turn")
        with survived("telling of a bug"):
            if session.state.fault is before or session.state.phase.busy:
                session.fail(fault)

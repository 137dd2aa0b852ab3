"""The engine's parent side: starts it, hears what it sees, and ends it."""

from __future__ import annotations

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeAlias

import msgspec

from streamtui.core.faults.bugs import LOGGER
from streamtui.core.faults.faults import ConfigurationError, Fault, ProviderError
from streamtui.tap.orders import Orders
from streamtui.tap.seen import Listening, NotListening, Seen, Unframing

Take: TypeAlias = Callable[[Sequence[Seen]], None]
"""Takes what was seen since it was called last; must not block for long."""
_BOOT = "import sys; sys.path[:] = sys.argv[1:]; from streamtui.tap.engine import main; main()"
_READ = 1 << 18
LOOP_SHARE = 4096
"""Bytes, a millisecond or two of taking, after which others have the loop: what is told already never waits, and a key
goes through the loop some fifty times before it shows."""
_END_S = 3.0
_logger = logging.getLogger(LOGGER)


class Link:
    """To one engine."""

    def __init__(self, process: Process, listening: Listening, unframing: Unframing, first: list[Seen]) -> None:
        self.listening = listening
        """Where it takes requests."""
        self._process = process
        self._unframing = unframing
        self._first = first
        self._complaints = asyncio.create_task(_log(process))

    @property
    def pid(self) -> int:
        """The engine's process."""
        return self._process.pid

    async def run(self, take: Take) -> None:
        """Hand over what is seen until the engine is over. Raises ProviderError where it ended unasked."""
        assert self._process.stdout is not None
        if self._first:
            take(self._first)
        while data := await self._process.stdout.read(LOOP_SHARE):
            if seen := list(self._unframing.feed(data)):
                take(seen)
            if len(data) == LOOP_SHARE:
                await asyncio.sleep(0)
        if (code := await self._process.wait()) != 0:
            raise ProviderError(Fault("connection", f"The tap ended unasked (code {code}); start it again."))

    async def stop(self) -> None:
        """End it: all connections close. `run` returns once what was seen before that is handed over."""
        assert self._process.stdin is not None
        with suppress(ConnectionError, RuntimeError):
            self._process.stdin.write(b"stop\n")
            await self._process.stdin.drain()

    async def close(self) -> None:
        """Be sure that it is over."""
        with suppress(ProcessLookupError):
            try:
                await asyncio.wait_for(self._process.wait(), _END_S)
            except asyncio.TimeoutError:
                self._process.kill()
                await self._process.wait()
        await self._complaints


async def _log(process: Process) -> None:
    """What the engine complains of is a bug."""
    assert process.stderr is not None
    while line := await process.stderr.readline():
        _logger.error("the tap's engine: %s", line.decode("utf-8", "replace").rstrip())


async def start(orders: Orders) -> Link:
    """Start an engine. Raises ConfigurationError where it can't listen there."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-c", _BOOT),
        *filter(None, sys.path),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=_READ,
        start_new_session=True,  # what a terminal says to all its programs is not for this one
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(msgspec.json.encode(orders) + b"\n")
    unframing, seen = Unframing(), list[Seen]()
    while not seen:
        data = await process.stdout.read(_READ)
        if not data:
            raise ConfigurationError(f"The tap can't start: its process ended with code {await process.wait()}.")
        seen = list(unframing.feed(data))
    first = seen.pop(0)
    if not isinstance(first, Listening):
        why = first.why if isinstance(first, NotListening) else "it said something else"
        await process.wait()
        raise ConfigurationError(
            f"The tap can't listen on {orders.host}:{orders.port} ({why}): name another address by --listen."
        )
    return Link(process, first, unframing, seen)

"""An MCP server as a child process: lines of JSON over its pipes, within bounds, as a transport for the SDK.

The SDK's own takes a line of any length, in quadratic time, and messages without end.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamtui

if TYPE_CHECKING:
    from mcp.client._transport import TransportStreams
    from mcp.types import JSONRPCMessage

LONGEST_LINE = 16_000_000
"""Bytes of one message."""
MOST_UNASKED = 2_000
"""Lines that may come until something is asked again."""
_LAST_WORDS = 400
"""Bytes at the end of what it wrote to stderr that are looked at."""
_PIECE, _STDERR_PAUSE_S = 1 << 16, 0.01
"""Of stderr no more than a piece is read in such a pause: the child has to wait."""
_GRACE_S = 2.0
"""It has so long to end when its stdin is closed, and again when it is told to."""
_LOOK_S = 0.01
_HAS_KEEPER = sys.platform == "linux"
_BOOT = (
    "import sys; place, grace_s, *command = sys.argv[1:]; sys.path.insert(0, place);"
    "from streamtui.tools.workers.lifeline import become; become(*command, grace_s=float(grace_s))"
)


class Child:
    """The process of a server."""

    def __init__(self, command: str, arguments: list[str], environment: Mapping[str, str]) -> None:
        self.fault = ""
        """What it did wrong, if that ended it."""
        self._command = command
        self._arguments = arguments
        self._environment = dict(environment)
        self._stderr_end = b""
        self._lines_left = MOST_UNASKED

    @property
    def last_words(self) -> str:
        """The last line that it wrote to stderr."""
        lines = self._stderr_end.decode(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else ""

    @asynccontextmanager
    async def streams(self) -> AsyncIterator[TransportStreams]:
        """Start it; its messages, and where those to it go. It has ended afterwards. Raises OSError."""
        import anyio
        from mcp.shared.message import SessionMessage

        process = await asyncio.create_subprocess_exec(
            *self._kept(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment,
            limit=LONGEST_LINE,
            start_new_session=True,
        )
        came, received = anyio.create_memory_object_stream["SessionMessage | Exception"](0)
        sent, outgoing = anyio.create_memory_object_stream[SessionMessage](0)

        async def read() -> None:
            with came:
                async for message in self._messages(process):
                    try:
                        await came.send(SessionMessage(message))
                    except (anyio.ClosedResourceError, anyio.BrokenResourceError):
                        break
            if self.fault:
                _kill(process, signal.SIGTERM)
            while await _pipe(process.stdout).read(_PIECE):  # else it could not end
                pass

        async def write() -> None:
            stdin = process.stdin
            assert stdin is not None
            with outgoing, suppress(OSError):
                async for message in outgoing:
                    self._lines_left = MOST_UNASKED
                    stdin.write(message.message.model_dump_json(by_alias=True, exclude_unset=True).encode() + b"\n")
                    await stdin.drain()
            stdin.close()

        tasks = [asyncio.create_task(work) for work in (read(), write(), self._listen(process))]
        try:
            yield received, sent
        finally:
            received.close()
            sent.close()
            await _end(process)
            _, busy = await asyncio.wait(tasks, timeout=_GRACE_S)
            if busy:  # children of its own hold the pipes
                _kill(process, signal.SIGTERM)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(PermissionError):
                process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001  # which nothing else does then

    def _kept(self) -> list[str]:
        """The command, on Linux below a keeper that ends with the program and ends all that the server started."""
        program = shutil.which(self._command, path=self._environment.get("PATH"))
        if program is None or not _HAS_KEEPER:
            return [program or self._command, *self._arguments]
        place = str(Path(streamtui.__file__).parents[1])
        return [sys.executable, "-I", "-S", "-c", _BOOT, place, str(_GRACE_S), program, *self._arguments]

    async def _messages(self, process: asyncio.subprocess.Process) -> AsyncIterator[JSONRPCMessage]:
        """What it says, until it ends or oversteps a bound. Lines that are no messages are left out."""
        from mcp.types import jsonrpc_message_adapter

        while True:
            try:
                line = await _pipe(process.stdout).readline()
            except ValueError:
                self.fault = f"it sent a message longer than {LONGEST_LINE:,} bytes"
                return
            if not line:
                return
            self._lines_left -= 1
            if self._lines_left < 0:
                self.fault = f"it sent {MOST_UNASKED:,} messages that nobody asked for"
                return
            try:
                message: Any = jsonrpc_message_adapter.validate_json(line, by_name=False)
            except ValueError:
                if b'"jsonrpc"' not in line:
                    continue
                self.fault = "it sent a message that can't be read"
                return
            yield message

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        stderr = _pipe(process.stderr)
        while piece := await stderr.read(_PIECE):
            self._stderr_end = (self._stderr_end + piece)[-_LAST_WORDS:]
            await asyncio.sleep(_STDERR_PAUSE_S)


def _pipe(pipe: asyncio.StreamReader | None) -> asyncio.StreamReader:
    assert pipe is not None
    return pipe


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let it end, or make it, with all that it started."""
    assert process.stdin is not None
    process.stdin.close()
    if not await _has_ended(process):
        if not _HAS_KEEPER:  # which does so itself
            _kill(process, signal.SIGTERM)
        if not await _has_ended(process):
            _kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
            await _has_ended(process)


async def _has_ended(process: asyncio.subprocess.Process) -> bool:
    """Not `wait`, which waits for its pipes, too."""
    for _ in range(int(_GRACE_S / _LOOK_S)):
        if process.returncode is not None:
            return True
        await asyncio.sleep(_LOOK_S)
    return False


def _kill(process: asyncio.subprocess.Process, how: signal.Signals) -> None:
    """Signal the server and what it started; a keeper ends them all at once."""
    with suppress(ProcessLookupError, PermissionError):
        if _HAS_KEEPER:
            process.terminate()
        elif hasattr(os, "killpg"):
            os.killpg(process.pid, how)
        else:
            process.terminate()

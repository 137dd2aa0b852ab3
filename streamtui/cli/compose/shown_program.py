"""The program that a tap is for, where its output is shown on the screen: it gets no keys, and ends with the window."""

from __future__ import annotations

import asyncio
import codecs
import os
import shlex
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from streamtui.cli.compose.taps import NOT_ALLOWED, NOT_FOUND, SIGNALLED

_AT_ONCE = 1 << 16
_GRACE_S = 3.0
"""So long it has to end by itself."""


class ShownProgram:
    """See core.ports.program.Program."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        """A Python program is told to hold back no output, as it would behind a pipe."""
        self._command = command
        self._environ = {"PYTHONUNBUFFERED": "1", **environ}
        self._process: asyncio.subprocess.Process | None = None
        self.code: int | None = None
        """Its exit code, as a shell has it, once it ended by itself."""
        self.ended = ""

    @property
    def command(self) -> str:
        return shlex.join(self._command)

    @property
    def failed(self) -> bool:
        return bool(self.code)

    async def run(self, hear: Callable[[str], None]) -> None:
        """Run it to its end; `hear` gets what it writes, and hears of the end."""
        try:
            process = self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            self.code = NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_ALLOWED
            self.ended = f"can't be started: {error.strerror}"
            hear(f"{self._command[0]} can't be started: {error.strerror}.\n")
            return
        assert process.stdout is not None
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while data := await process.stdout.read(_AT_ONCE):
            hear(decoder.decode(data))
        hear(decoder.decode(b"", final=True))
        code = await process.wait()
        self.code = code if code >= 0 else SIGNALLED - code
        self.ended = f"ended with code {code}" if code >= 0 else f"ended by signal {-code}"
        hear("")

    async def stop(self) -> None:
        """End it, and what it started, if it runs."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        self._signal(process, "SIGTERM")
        try:
            await asyncio.wait_for(process.wait(), _GRACE_S)
        except asyncio.TimeoutError:
            self._signal(process, "SIGKILL")
            await process.wait()

    def _signal(self, process: asyncio.subprocess.Process, name: str) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                process.terminate()
            else:
                os.killpg(process.pid, getattr(signal, name))

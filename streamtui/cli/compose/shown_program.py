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

from streamtui.cli.compose.taps import ending_with_us, exit_code, not_started
from streamtui.config.secrets import argument_secrets
from streamtui.core.text.secrets import Secrets

_AT_ONCE = 1 << 16
_SOON_S, _GRACE_S, _REST_S = 0.3, 3.0, 0.5
"""So long it is waited for in silence; so long it has to end by itself; and what it wrote last to come, as what it has
started may go on to write."""


class ShownProgram:
    """See core.ports.program.Program."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        """A Python program is told to hold back no output, as it would behind a pipe."""
        self._command = command
        self.command = Secrets(*argument_secrets(command)).redact(shlex.join(command))
        """It stands in the title of the window and where one is called, too: so without keys."""
        self._environ = {"PYTHONUNBUFFERED": "1", **environ}
        self._process: asyncio.subprocess.Process | None = None
        self.code: int | None = None
        """Its exit code, as a shell has it, once it ended by itself."""
        self.ended = ""

    @property
    def failed(self) -> bool:
        return bool(self.code)

    async def run(self, hear: Callable[[str], None]) -> None:
        """Run it to its end, and to that of what it started; `hear` gets what they write, and hears of its end."""
        ours, its = os.pipe()  # asyncio's own would have the end of the program wait for all that hold it
        try:
            process = self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=its,
                stderr=its,
                start_new_session=sys.platform != "win32",
                preexec_fn=ending_with_us(),
            )
        except OSError as error:
            os.close(ours)
            self.code, self.ended = not_started(error)
            hear(f"{self._command[0]} {self.ended}; check its name, and that it may be run.\n")
            return
        finally:
            os.close(its)
        reading = asyncio.create_task(_read(ours, hear))
        code = await process.wait()
        await asyncio.wait({reading}, timeout=_REST_S)
        self.code = exit_code(code)
        self.ended = f"ended with code {code}" if code >= 0 else f"ended by signal {-code}"
        hear("")
        await reading

    async def stop(self, say: Callable[[str], object]) -> None:
        """End it, and what it started, if it runs; `say` hears why that takes its time."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        ending = asyncio.create_task(process.wait())
        self._signal(process, "SIGTERM")
        await asyncio.wait({ending}, timeout=_SOON_S)
        if not ending.done():
            say(f"{self.command} was asked to end, and is ended by force after {_GRACE_S:g} s.")
            await asyncio.wait({ending}, timeout=_GRACE_S)
        if not ending.done():
            self._signal(process, "SIGKILL")
        await ending

    def _signal(self, process: asyncio.subprocess.Process, name: str) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                process.terminate()
            else:
                os.killpg(process.pid, getattr(signal, name))


async def _read(pipe: int, hear: Callable[[str], None]) -> None:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb", buffering=0)
    )
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    try:
        while data := await reader.read(_AT_ONCE):
            hear(decoder.decode(data))
        hear(decoder.decode(b"", final=True))
    finally:
        transport.close()

"""A worker as the program sees it: started, asked one thing at a time, and ended with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

from streamtui.tools.workers.messages import Answer, Request, read, write

_BOOT = (
    "import sys; file, *sys.path = sys.argv[1:]; sys.argv[1:] = [file];"
    "from streamtui.tools.workers.lifeline import tie; tie();"
    "from streamtui.tools.workers.serve import main; main()"
)
"""Modules come from where this program has them, and from no folder or variable beside."""
_LAST_WORDS = 400
"""Bytes at the end of what it wrote that are kept."""
_HEARD_S = 0.5
_END_S = 5.0


class WorkerEndedError(Exception):
    """The process is no more; the text goes on from `its process`, without a full stop."""


class Worker:
    """A process that is started when it is first asked. `ask` waits, so it is for a thread; one at a time."""

    def __init__(self, file: str, environ: Mapping[str, str]) -> None:
        self._file = file
        self._environ = environ
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None
        self._ended = False
        self._state = threading.Lock()
        self._written = b""

    @property
    def alive(self) -> bool:
        """Nobody ended it, itself included."""
        return not self._ended and (self._process is None or self._process.poll() is None)

    def ask(self, request: Request) -> Answer:
        """Its answer. Raises WorkerEndedError."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            write(process.stdin, request)
            return read(process.stdout, Answer)  # type: ignore[arg-type]
        except (EOFError, OSError, ValueError) as error:
            self.kill()
            self.bury()
            odd = isinstance(error, ValueError)
            how = "said what can't be read, and was ended" if odd else self._how_it_ended(process.returncode)
            raise WorkerEndedError(how) from error

    def kill(self) -> None:
        """End it and what it started, at once, whatever it does; does not wait."""
        with self._state:
            if self._ended:
                return
            self._ended = True
            if self._process is None:
                return
            if sys.platform == "win32":
                self._process.kill()
            elif sys.platform == "linux":  # it is the keeper, see lifeline
                self._process.send_signal(signal.SIGTERM)
                self._process.send_signal(signal.SIGCONT)  # a tool may have stopped it
            else:
                with suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS, of those that ended
                    os.killpg(self._process.pid, signal.SIGKILL)

    def bury(self) -> None:
        """Wait until one that was killed is gone."""
        process, listener = self._process, self._listener
        if process is None or listener is None:
            return
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:  # a tool has stopped the keeper
            process.kill()
            process.wait()
        listener.join(_HEARD_S)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what could not be written any more
                    pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._state:
            if self._ended:
                raise WorkerEndedError("was ended")
            if self._process is None:
                try:
                    self._process = subprocess.Popen(
                        [sys.executable, "-I", "-u", "-c", _BOOT, self._file, *sys.path],
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE,
                        env=self._environ,
                        start_new_session=True,  # no terminal, and a group of processes that can be ended as one
                    )
                except OSError as error:
                    self._ended = True
                    raise WorkerEndedError(f"could not be started ({error.strerror})") from error
                self._listener = threading.Thread(target=self._listen, args=(self._process.stderr,), daemon=True)
                self._listener.start()
            return self._process

    def _listen(self, stream: IO[bytes]) -> None:
        """Take what is written, as nobody could go on who writes into a pipe that is full."""
        with stream:
            while data := os.read(stream.fileno(), 1 << 16):
                self._written = (self._written + data)[-_LAST_WORDS:]

    def _how_it_ended(self, code: int) -> str:
        how = f"exit status {code}"
        if code < 0:
            how = next((number.name for number in signal.Signals if number == -code), f"signal {-code}")
        lines = self._written.decode("utf-8", "replace").strip().splitlines()
        return f"ended with {how}" + (f" and {lines[-1].strip()!r}" if lines else "")

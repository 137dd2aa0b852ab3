"""A program on a pty whose output is counted and searched, not drawn: reading it costs next to nothing."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import psutil

SIZE = (120, 40)
PATIENCE_S = 30.0
READ = 1 << 18


class RawTerminal:
    """Runs a command; use it as a context manager, which ends the program."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = SIZE) -> None:
        self._fd, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        whole_env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env}
        whole_env.pop("SSH_CONNECTION", None)
        self.started_at = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=inner, stdout=inner, stderr=inner, env=whole_env, start_new_session=True
        )
        os.close(inner)
        self._program = psutil.Process(self._process.pid)
        self.written = 0
        """Bytes the program wrote so far."""
        self._recent = b""

    @property
    def cpu_s(self) -> float:
        """CPU time of the program so far."""
        times = self._program.cpu_times()
        return times.user + times.system

    @property
    def memory_mb(self) -> float:
        """Memory of the program."""
        return self._program.memory_info().rss / 1e6

    def press(self, keys: str) -> None:
        """Type; what was written before is forgotten by `wait_for`."""
        self._recent = b""
        os.write(self._fd, keys.encode())

    def wait_for(self, wanted: bytes) -> float:
        """Read until the program writes that, all of it anew; returns the instant."""
        deadline = time.perf_counter() + PATIENCE_S
        while wanted not in self._recent:
            if not self._read(0.5) and time.perf_counter() > deadline:
                raise TimeoutError(f"{wanted!r} did not come; last: {self._recent[-2000:]!r}")
        return time.perf_counter()

    def wait_for_quiet(self, seconds: float) -> None:
        """Read until the program has written nothing for so long."""
        while self._read(seconds):
            pass

    def read_for(self, seconds: float) -> None:
        """Read whatever comes in that time."""
        deadline = time.perf_counter() + seconds
        while (left_s := deadline - time.perf_counter()) > 0:
            self._read(left_s)

    def _read(self, timeout_s: float) -> bool:
        if not select.select([self._fd], [], [], timeout_s)[0]:
            return False
        try:
            data = os.read(self._fd, READ)
        except OSError:  # Linux: the other side is gone
            raise ChildProcessError(f"the program ended: {self._recent[-2000:]!r}") from None
        self.written += len(data)
        self._recent = self._recent[-READ:] + data
        return True

    def __enter__(self) -> RawTerminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._fd)

"""What is written to the terminal: as UTF-8 whatever the locale, and to nowhere once the terminal is gone."""

from __future__ import annotations

import os
import select
import termios
from collections.abc import Callable
from threading import Lock

_AT_ONCE = 1 << 16
_LOOK_S = 0.1
"""How often, while the terminal takes nothing, it is seen whether that is waited for at all."""


class TerminalOutput:
    """As much of a text file as the thread needs that writes; it never raises."""

    def __init__(self, fd: int, gone: Callable[[], None]) -> None:
        """`gone` is called once, when the terminal can't be written to any more."""
        self._fd = fd
        self._unblocked = _unblocked(fd)
        self._writing = Lock()
        self._gone: Callable[[], None] | None = gone
        self._waiting = bytearray()

    def fileno(self) -> int:
        return self._fd

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        """Keep it until the next `flush`, or until there is much."""
        self._waiting += text.encode("utf-8", "replace")
        if len(self._waiting) >= _AT_ONCE:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Write it, however long the terminal takes."""
        waiting = memoryview(bytes(self._waiting))
        self._waiting.clear()
        try:
            while waiting and self._gone is not None:
                waiting = waiting[self._write(waiting) :]
        except OSError:
            gone, self._gone = self._gone, None
            if gone is not None:
                gone()

    def end_with(self, last: bytes) -> None:
        """Write nothing any more but this, in place of all that the terminal did not take, where that can be.

        Raises OSError, termios.error.
        """
        if self._unblocked is None:
            return
        with self._writing:
            self._gone = None
            termios.tcflush(self._unblocked, termios.TCOFLUSH)
            os.write(self._unblocked, last)

    def _write(self, data: memoryview) -> int:
        fd = self._fd if self._unblocked is None else self._unblocked
        try:
            with self._writing:
                return os.write(fd, data) if self._gone is not None else len(data)
        except BlockingIOError:
            select.select([], [fd], [], _LOOK_S)
            return 0


def _unblocked(fd: int) -> int | None:
    """The same terminal, opened anew: that this one does not make us wait concerns no other program that has it."""
    try:
        again = os.open(os.ttyname(fd), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        if os.fstat(again).st_rdev == os.fstat(fd).st_rdev:
            return again
        os.close(again)
    except OSError:  # a container that does not see it, or another user's
        pass
    return None

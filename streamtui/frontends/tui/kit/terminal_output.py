"""What is written to the terminal: as UTF-8 whatever the locale, and to nowhere once the terminal is gone."""

from __future__ import annotations

import os
import select
from collections.abc import Callable

_AT_ONCE = 1 << 16


class TerminalOutput:
    """As much of a text file as the thread needs that writes; it never raises."""

    def __init__(self, fd: int, gone: Callable[[], None]) -> None:
        """`gone` is called once, when the terminal can't be written to any more."""
        self._fd = fd
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

    def _write(self, data: memoryview) -> int:
        try:
            return os.write(self._fd, data)
        except BlockingIOError:  # another program that has the terminal too wants it so
            select.select([], [self._fd], [])
            return 0

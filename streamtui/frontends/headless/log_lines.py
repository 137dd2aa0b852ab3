"""Lines of a server that runs on: each is written as it comes, and none holds the server up."""

from __future__ import annotations

from contextlib import suppress
from select import select
from typing import TextIO


class LogLines:
    """Writes lines there, as long as somebody reads them; what is not taken at once is left out, and that is said."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._left_out = 0
        self._closed = False

    def say(self, line: str) -> None:
        """One line, without its end."""
        if self._closed:
            return
        if not self._is_read():
            self._left_out += 1
            return
        left_out, self._left_out = self._left_out, 0
        try:
            if left_out:
                self._out.write(f"({left_out:,} lines left out, as nobody read them)\n")
            self._out.write(f"{line}\n")
            self._out.flush()
        except OSError:
            self._closed = True

    def _is_read(self) -> bool:
        with suppress(OSError, ValueError):  # no file, or none that can be asked
            return bool(select([], [self._out.fileno()], [], 0)[1])
        return True

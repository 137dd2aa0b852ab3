"""The terminal, taken before anything is imported that takes its time: what is pressed meanwhile stays what it is.

Until then the terminal echoes keys, edits lines by itself, and hands Enter on as a line break.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

from streamtui.frontends.tui.kit.ending import Ending

if sys.platform != "win32":
    import fcntl
    import select
    import termios

_CANCEL = "\x18"
"""Ends whatever sequence was being written."""
AS_FOUND = "\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[<u"
AS_FOUND += "\x1b[0m\x1b[?1049l\x1b[?1004l\x1b[?25h"
"""Undoes all that Textual asks of a terminal: modes, mouse, kitty's keys, colours, the second screen, the cursor."""
PATIENCE_S = 0.5
"""How long a terminal that takes nothing is waited for."""


class RawTerminal:
    """The terminal that the program was started in."""

    def __init__(self) -> None:
        self.found: list[Any] | None = None
        """Its attributes, as they were before it was taken; `None` while it is not."""
        self.pressed = b""
        """What was typed before it was taken."""
        self.drawn_on = False
        """It shows the second screen, and reports the mouse."""
        self.end_with: Callable[[bytes], None] | None = None
        """Writes last words in place of all that it did not take."""
        self.ending = Ending(self._leave)

    def take(self) -> None:
        """Have it hand on every key as it is, without an echo, and heed signals; without a terminal, do nothing."""
        if sys.platform == "win32" or not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
            return
        fd = sys.stdin.fileno()
        with suppress(termios.error, OSError):  # it may be gone by now; the driver will see that
            found, raw = termios.tcgetattr(fd), termios.tcgetattr(fd)
            raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
            raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
            raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
            self.found = found
            self.ending.heed()
            termios.tcsetattr(fd, termios.TCSANOW, raw)
            waiting = int.from_bytes(fcntl.ioctl(fd, termios.FIONREAD, bytes(4)), sys.byteorder)
            self.pressed = os.read(fd, waiting).replace(b"\n", b"\r") if waiting else b""

    def give_back(self) -> None:
        """Leave it as it was found, where it was taken."""
        self._leave()
        self.ending.unheed()
        self.found = None

    def leave_screen(self, *, cleared: bool = False) -> None:
        """Go back to the first screen, and be as before, unless that was `cleared` up by another."""
        if self.drawn_on and not cleared:
            with suppress(termios.error, OSError, ValueError):
                out = sys.__stdout__.fileno()  # type: ignore[union-attr]
                last = (_CANCEL + AS_FOUND).encode()
                if select.select([], [out], [], PATIENCE_S)[1]:
                    os.write(out, last)
                elif self.end_with is not None:
                    self.end_with(last)
        self.drawn_on = False

    def is_gone(self) -> bool:
        """Nobody will ever read or write there again."""
        try:
            termios.tcgetattr(sys.__stdin__.fileno())  # type: ignore[union-attr]
        except (termios.error, OSError, ValueError):
            return True
        return False

    def _leave(self) -> None:
        if sys.platform == "win32" or self.found is None:
            return
        self.leave_screen()
        with suppress(termios.error, OSError, ValueError):
            termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, self.found)  # type: ignore[union-attr]


def is_terminal(stream: TextIO | None) -> bool:
    """Whether it is open, and a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


TERMINAL = RawTerminal()

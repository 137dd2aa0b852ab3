"""The terminal, taken before anything is imported that takes its time: what is pressed meanwhile stays what it is.

Until then the terminal echoes keys, edits lines by itself, and hands Enter on as a line break.
"""

from __future__ import annotations

import os
import sys
from codecs import getincrementaldecoder
from typing import Any

if sys.platform != "win32":
    import fcntl
    import termios


class RawTerminal:
    """The terminal that the program was started in."""

    def __init__(self) -> None:
        self.found: list[Any] | None = None
        """Its attributes, as they were before it was taken; `None` while it is not."""
        self.pressed = ""
        """What was typed before it was taken."""

    def take(self) -> None:
        """Have it hand on every key as it is, without an echo; where there is no terminal, do nothing."""
        if sys.platform == "win32" or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return
        fd = sys.stdin.fileno()
        self.found, raw = termios.tcgetattr(fd), termios.tcgetattr(fd)
        raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        termios.tcsetattr(fd, termios.TCSANOW, raw)
        waiting = int.from_bytes(fcntl.ioctl(fd, termios.FIONREAD, bytes(4)), sys.byteorder)
        if waiting:
            decoder = getincrementaldecoder("utf-8")("replace")
            self.pressed = decoder.decode(os.read(fd, waiting))
            while decoder.getstate()[0]:  # the rest of a character was typed together with its beginning
                self.pressed += decoder.decode(os.read(fd, 1))
            self.pressed = self.pressed.replace("\n", "\r")

    def give_back(self) -> None:
        """Leave it as it was found, where it was taken."""
        if sys.platform != "win32" and self.found is not None:
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self.found)
            self.found = None


TERMINAL = RawTerminal()

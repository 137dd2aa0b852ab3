"""The terminal, taken before anything is imported that takes its time: what is pressed meanwhile stays what it is.

Until then the terminal echoes keys, edits lines by itself, and hands Enter on as a line break.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, TextIO

from streamtui.frontends.tui.terminal.ending import Ending
from streamtui.frontends.tui.terminal.face import TerminalFace
from streamtui.frontends.tui.terminal.ground import (
    AUTO,
    GROUND_QUESTION,
    QUESTION,
    Ground,
    dark_by,
    may_be_asked,
    taken_out,
)

if sys.platform != "win32":
    import fcntl
    import select
    import termios

_CANCEL = "\x18"
"""Ends whatever sequence was being written."""
AS_FOUND = "\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[<u"
AS_FOUND += "\x1b[?2031l\x1b[0m\x1b[?1049l\x1b[?1004l\x1b[?25h"
"""Undoes all that Textual asks of a terminal: modes, mouse, kitty's keys, colours, the second screen, the cursor."""
PATIENCE_S = 0.5
"""How long a terminal that takes nothing is waited for."""
ANSWER_S = 0.1
"""How long after the question its answer is waited for, at most; what comes later is heard by the driver."""
_READ_BYTES = 4096


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
        self.ground = Ground()
        """What it says of its colours."""
        self.face = TerminalFace()
        """What it shows around the screen."""
        self.ground_question = ""
        """What asks for its ground; nothing where it may not be asked."""
        self._asked_until: float | None = None

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
            self.ground_question = GROUND_QUESTION if may_be_asked(os.environ) else ""
            self.ground.dark = dark_by(os.environ) is not False
            self.ending.heed()
            termios.tcsetattr(fd, termios.TCSANOW, raw)
            waiting = int.from_bytes(fcntl.ioctl(fd, termios.FIONREAD, bytes(4)), sys.byteorder)
            self.pressed = os.read(fd, waiting).replace(b"\n", b"\r") if waiting else b""

    def ask(self, theme: str | None) -> None:
        """Have it tell its colours for a theme that goes by them; `listen` has the answer."""
        if theme in (None, AUTO) and self.ground_question:
            with suppress(OSError, ValueError):
                os.write(sys.stdout.fileno(), QUESTION.encode())
                self._asked_until = monotonic() + ANSWER_S

    def listen(self) -> None:
        """Take in what it was asked for, unless that takes too long; what is typed meanwhile stays typed."""
        if sys.platform == "win32" or self._asked_until is None:
            return
        until, self._asked_until, whole = self._asked_until, None, False
        with suppress(OSError, ValueError):
            fd = sys.stdin.fileno()
            while not whole and select.select([fd], [], [], max(0.0, until - monotonic()))[0]:
                if not (data := os.read(fd, _READ_BYTES)):
                    return
                self.pressed, whole = taken_out(self.pressed + data, self.ground)

    def give_back(self) -> None:
        """Leave it as it was found, where it was taken."""
        self.listen()  # nothing that it says may be left to the shell
        self._leave()
        self.ending.unheed()
        self.found = None

    def leave_screen(self, *, cleared: bool = False) -> None:
        """Go back to the first screen, and be as before, unless that was `cleared` up by another."""
        if self.drawn_on and not cleared:
            with suppress(termios.error, OSError, ValueError):
                out = sys.__stdout__.fileno()  # type: ignore[union-attr]
                last = (_CANCEL + self.face.end() + AS_FOUND).encode()
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

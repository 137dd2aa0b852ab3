"""How the program ends when it is told to from outside: in order, or at once when it is told again or takes too long.

Nothing is imported here that takes its time: from the first moment on a signal must leave the terminal as it was found.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

GRACE_S = 5.0
"""What is not over by then is ended."""
SIGNALS = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM")
HUNG_UP = 129
"""The exit code of a program whose terminal is gone, as if SIGHUP had ended it."""


class Ending:
    """Heeds signals while it holds the terminal; `give_back` leaves that as it was found, at any moment."""

    def __init__(self, give_back: Callable[[], None]) -> None:
        self.in_order: Callable[[int], None] | None = None
        """Begins to end the program with this exit code. It is called at any moment, in any thread."""
        self._give_back = give_back
        self._begun = False
        self._before: dict[int, Any] = {}

    def heed(self) -> None:
        """From now on. What the program was started to ignore (`nohup`) it goes on ignoring."""
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._hear)

    def unheed(self) -> None:
        """No longer."""
        while self._before:
            number, handler = self._before.popitem()
            signal.signal(number, handler)

    def end(self, code: int) -> bool:
        """End in order, and if that takes too long all the same. False where it can't be, or was begun before."""
        if self._begun or self.in_order is None:
            return False
        self._begun = True  # before anything else, as the next signal may come in the middle of it
        from threading import Timer

        patience = Timer(GRACE_S, self._end_at_once, (code,))
        patience.daemon = True
        patience.start()
        self.in_order(code)
        return True

    def _hear(self, number: int, _: FrameType | None) -> None:
        if not self.end(128 + number):
            self._give_back()
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    def _end_at_once(self, code: int) -> None:
        self._give_back()
        os._exit(code)

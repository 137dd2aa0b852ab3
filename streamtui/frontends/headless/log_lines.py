"""Lines of what runs on: a thread writes them, so that whoever says one never waits for whoever reads them."""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import TextIO

from streamtui.core.words.figures import plural
from streamtui.frontends.headless.complaint import refusal
from streamtui.frontends.headless.door import Door

_MOST = 16 << 20
"""Characters that wait; with more nobody reads."""
LAST_LINES_S = 1.0
"""So long whoever was asked to end waits for a reader."""


class LogLines:
    """Says lines there in their order; those that nobody makes room for are left out, and that is said."""

    def __init__(self, out: TextIO, tell: Callable[[str], object] | None = None) -> None:
        """`tell` hears of what is left out, where it is not to stand between the lines."""
        self._out = out
        self._tell = self._add if tell is None else tell
        self._waiting: deque[str] = deque()
        self._size = self._left_out = 0
        self._news = threading.Condition()
        self._ended = False
        self.failure: OSError | None = None
        """Why no more is taken there."""
        self._over = Future[None]()
        threading.Thread(target=self._run, name="lines", daemon=True).start()

    @property
    def failed(self) -> bool:
        """They could not be written; that somebody has read enough is no failure."""
        return self.failure is not None and not isinstance(self.failure, BrokenPipeError)

    def say(self, line: str) -> None:
        """One line, without its end."""
        with self._news:
            if self.failure is not None:
                return
            if self._size > _MOST:
                self._left_out += 1
                return
            self._tell_left_out()
            self._add(line)
            self._news.notify()

    async def end(self, within_s: float | None) -> None:
        """Return when all is written or can't be, or after so many seconds; `None`: as long as somebody reads."""
        with self._news:
            self._tell_left_out()
            self._ended = True
            self._news.notify()
        await asyncio.wait({asyncio.wrap_future(self._over)}, timeout=within_s)

    def _tell_left_out(self) -> None:
        left_out, self._left_out = self._left_out, 0
        if left_out:
            self._tell(f"({plural(left_out, 'line')} left out, as nobody read them)")

    def _add(self, line: str) -> None:
        self._waiting.append(f"{line}\n")
        self._size += len(line)

    def _run(self) -> None:
        try:
            while text := self._next():
                self._write(text)
        except OSError as error:
            self.failure = error
            if self.failed and self._tell != self._add:
                self._tell(refusal(error))
        finally:
            self._over.set_result(None)

    def _next(self) -> str:
        """All that waits, or nothing at the end."""
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._ended)
            text = "".join(self._waiting)
            self._waiting.clear()
            self._size = 0
            return text

    def _write(self, text: str) -> None:
        """Past the buffers of Python, for whose locks the end of the program would wait."""
        try:
            descriptor = self._out.fileno()
        except (OSError, ValueError):  # it is no file
            self._out.write(text)
            return
        ready = self._out.ready(text) if isinstance(self._out, Door) else text
        data = memoryview(ready.encode(self._out.encoding, "replace"))
        while data:
            data = data[os.write(descriptor, data) :]

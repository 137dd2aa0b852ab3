"""Textual's driver for a terminal that was taken before there was one, and that may send anything or go away."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterable
from threading import Event
from time import monotonic
from typing import Any, cast

from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from streamtui.frontends.tui.kit.in_order import InOrder
from streamtui.frontends.tui.terminal.ending import HUNG_UP
from streamtui.frontends.tui.terminal.ground import TELL_CHANGES, TELL_NO_CHANGES
from streamtui.frontends.tui.terminal.input import TerminalInput
from streamtui.frontends.tui.terminal.key_parser import bounded
from streamtui.frontends.tui.terminal.output import TerminalOutput
from streamtui.frontends.tui.terminal.raw_terminal import TERMINAL

LOOK_S = 0.1
"""How often the thread that reads looks whether it is to end."""
READ_BYTES = 4096
USUAL = (80, 24)
"""The size of a terminal that does not say."""
MANY = 1000
"""When so many keys wait for the app, the rest waits in the terminal."""


class EarlyDriver(LinuxDriver):
    """Reads first what was typed before, and leaves the terminal as it was found then, however the program ends."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._stopped = True
        """Textual has taken back all it asked of the terminal, or has asked for nothing yet."""
        output = TerminalOutput(cast("Any", sys.__stdout__).fileno(), self._hang_up)
        self._file: Any = output
        TERMINAL.end_with = output.end_with

    def start_application_mode(self) -> None:
        self._stopped, TERMINAL.drawn_on = False, True
        TERMINAL.ending.in_order = self._end
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.attrs_before = TERMINAL.found
        self.write(TELL_CHANGES + TERMINAL.face.begin())
        if TERMINAL.is_gone():
            self._hang_up()

    def stop_application_mode(self) -> None:
        self.write(f"{TERMINAL.face.end()}{TELL_NO_CHANGES}\x1b[?1016l\x1b[0m")  # what Textual leaves
        super().stop_application_mode()
        self._stopped = True

    def close(self) -> None:
        super().close()
        self._writer_thread: WriterThread | None = None
        TERMINAL.leave_screen(cleared=self._stopped)

    def take_mouse(self, *, taken: bool) -> None:
        """Take the mouse from the terminal, or leave it."""
        self._mouse = True  # without one it writes nothing
        if taken:
            self._enable_mouse_support()
        else:
            self._disable_mouse_support()
        self._mouse = taken

    def write(self, data: str) -> None:
        """What is drawn while another program has the terminal is drawn again later."""
        if self._writer_thread is not None:
            self._writer_thread.write(data)

    def _sigcont_application(self, *_: object) -> None:
        """In its turn, as it comes in the middle of anything; Textual would read and write twice from then on."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take_anew)

    def _take_anew(self) -> None:
        """Draw anew: whoever stopped the program, with a word (SIGTSTP) or without, may have used the terminal."""
        if not self._auto_restart:
            return
        if self._writer_thread is not None:
            self.suspend_application_mode()
            self._must_signal_resume = True
        if self._must_signal_resume:
            self.resume_application_mode()

    def _get_terminal_size(self) -> tuple[int, int]:
        """The terminal's own: COLUMNS and LINES may be those of another one."""
        try:
            width, height = os.get_terminal_size(self._file.fileno())
        except (OSError, ValueError):  # it is gone
            width = height = 0
        return bounded(width or USUAL[0], height or USUAL[1])

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            self._fail(error)

    def run_input_thread(self) -> None:
        terminal, due = TerminalInput(), 0.0
        pressed, TERMINAL.pressed = TERMINAL.pressed, b""
        self._send(terminal.feed(pressed))
        while not self.exit_event.is_set():
            if (data := self._read()) is None:
                return self._hang_up()
            if data:
                self._send(terminal.feed(data))
                due = monotonic() + (terminal.patience_s or 0.0)
            elif terminal.patience_s is not None and monotonic() >= due:
                self._send(terminal.lapse())
                due = monotonic() + (terminal.patience_s or 0.0)
        return None

    def _read(self) -> bytes | None:
        """What was typed; nothing when nothing was for a moment; `None` when nothing ever will be."""
        try:
            if not select.select([self.fileno], [], [], LOOK_S)[0]:
                return b""
            if data := os.read(self.fileno, READ_BYTES):
                return data
        except BlockingIOError:
            return b""
        except (OSError, ValueError):
            return None
        self.exit_event.wait(LOOK_S)  # the end, or another program took what was there
        return None if TERMINAL.is_gone() else b""

    def _send(self, found: Iterable[Message]) -> None:
        """Hand on to the app what was found, and read no faster than it acts."""
        for message in found:
            self.process_message(message)
        taken = Event()
        self._loop.call_soon_threadsafe(taken.set)
        while not taken.wait(LOOK_S) or (isinstance(self._app, InOrder) and self._app.waiting > MANY):
            if self.exit_event.wait(LOOK_S if taken.is_set() else 0):
                return

    def _hang_up(self) -> None:
        TERMINAL.ending.end(HUNG_UP)

    def _end(self, code: int) -> None:
        self._loop.call_soon_threadsafe(lambda: self._app.exit(return_code=code))

    def _fail(self, error: Exception) -> None:
        """A bug ends the app as any other one does."""

        def fail() -> None:
            raise error

        self._app.call_later(fail)

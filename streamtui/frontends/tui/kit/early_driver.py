"""Textual's driver for a terminal that was taken before there was one."""

from __future__ import annotations

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from streamtui.frontends.tui.kit.raw_terminal import TERMINAL


class EarlyDriver(LinuxDriver):
    """Reads first what was typed before, and leaves the terminal as it was found then."""

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.attrs_before = TERMINAL.found

    def run_input_thread(self) -> None:
        pressed, TERMINAL.pressed = TERMINAL.pressed, ""
        for event in XTermParser().feed(pressed):
            self.process_message(event)
        super().run_input_thread()

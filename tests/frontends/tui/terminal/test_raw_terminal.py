"""The terminal as it is given back."""

from __future__ import annotations

import os
import pty
import select
import sys
import tty
from threading import Thread

import pytest

from streamtui.frontends.tui.terminal.output import TerminalOutput
from streamtui.frontends.tui.terminal.raw_terminal import AS_FOUND, RawTerminal


def test_a_terminal_that_takes_nothing_is_left_as_it_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamtui.frontends.tui.terminal.raw_terminal.PATIENCE_S", 0.0)
    outer, inner = pty.openpty()
    tty.setraw(inner)
    output, terminal = TerminalOutput(inner, lambda: None), RawTerminal()
    terminal.drawn_on, terminal.end_with = True, output.end_with
    with os.fdopen(inner, "w") as stdout:
        monkeypatch.setattr(sys, "__stdout__", stdout)
        thread = Thread(target=output.write, args=["x" * 1_000_000], daemon=True)
        thread.start()
        while select.select([], [inner], [], 0.2)[1]:  # what is full may have room again while its other end wakes up
            pass
        terminal.leave_screen()
        thread.join(60)
        assert not thread.is_alive()
        read = b""
        while not read.endswith(f"\x18{AS_FOUND}".encode()) and select.select([outer], [], [], 10)[0]:
            read += os.read(outer, 65536)
    assert read.endswith(f"\x18{AS_FOUND}".encode())
    assert len(read) < 100_000
    os.close(outer)

"""What is told outside of the screen, in a real terminal: title, taskbar, and a call to who looks elsewhere."""

from __future__ import annotations

import re
import signal
import sys

import pytest

from tests.terminal import Terminal

pytestmark = pytest.mark.one_python

GHOSTTY = {"TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.2.0", "TMUX": "", "STY": "", "LC_TERMINAL": ""}
TOLD = re.compile(rb"\x1b\](?:2|9|777);[^\x1b]*\x1b\\|\x1b\[2[23];2t")


def test_a_reply_is_told_in_title_and_taskbar_and_its_end_to_who_looks_elsewhere(fault_url: str) -> None:
    command = [sys.executable, "-m", "streamtui", "--base-url", fault_url, "-m", "slow"]
    with Terminal(command, env={**GHOSTTY, "STREAMTUI_TOLD_AFTER_S": "0"}, size=(80, 24)) as terminal:
        terminal.wait_for("Ask something")
        terminal.press("go\r")
        terminal.wait_for("A slow")
        terminal.press("\x1b[O")
        terminal.wait_for_bytes(b"\x1b]777;notify;streamtui;slow: the reply is complete after")
        told = [found.decode() for found in TOLD.findall(terminal.written)]
        assert told[0] == "\x1b[22;2t"
        assert {"\x1b]2;● streamtui · slow\x1b\\", "\x1b]9;4;3;0\x1b\\", "\x1b]9;4;0;0\x1b\\"} <= set(told)
        assert sum(found.startswith("\x1b]777") for found in told) == 1
        terminal.press("/race Why?\r")
        terminal.wait_for("1 chosen")
        terminal.press("400 ")
        terminal.wait_for("2 chosen")
        terminal.press("\r")
        terminal.wait_for("still running")
        terminal.press("\x1b[O")
        terminal.wait_for_bytes(b"\x1b]777;notify;streamtui;race of 2: over after")
        terminal.wait_for_bytes(b", 1 failed\x1b\\")
        assert "\x1b]2;● streamtui · race of 2\x1b\\".encode() in terminal.written
        terminal.press("\x1b")
        terminal.wait_for("Ask something")
        terminal.press("again\r")
        terminal.wait_for_bytes(b"\x1b]9;4;3;0\x1b\\")
        terminal.kill(signal.SIGTERM)
        terminal.wait_for_exit()
        ended = [found.decode() for found in TOLD.findall(terminal.written)][-2:]
        assert ended == ["\x1b]9;4;0;0\x1b\\", "\x1b[23;2t"]
        assert terminal.is_as_found

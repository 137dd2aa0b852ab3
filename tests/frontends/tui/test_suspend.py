"""^Z leaves the terminal to the shell, and `fg` brings the whole screen back, whoever stopped the program."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal

pytestmark = pytest.mark.one_python

CTRL_Q, CTRL_Z = "\x11", "\x1a"
SHELL = ["bash", "-c", 'set -m; "$@"; echo "stopped: $?"; read -r; fg >/dev/null; echo "over: $?"', "shell"]


def child_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux")
@pytest.mark.parametrize("by_key", [True, False])
def test_it_stops_and_goes_on(fault_url: str, by_key: bool) -> None:
    command = [sys.executable, "-m", "streamtui", "--base-url", fault_url, "-m", "good"]
    with Terminal([*SHELL, *command]) as terminal:
        terminal.press("half a sent")
        before = terminal.wait_for(lambda screen: "half a sent" in screen and "○ ready" in screen and "F1" in screen)
        if by_key:
            terminal.press(CTRL_Z)
        else:
            os.kill(child_of(terminal.pid), signal.SIGSTOP)
        terminal.wait_for("stopped:")
        if by_key:
            assert terminal.is_as_found
        terminal.press("\n")
        terminal.wait_for(lambda screen: {*before.split()} <= {*screen.split()} and "stopped:" not in screen)
        terminal.press("ence")
        terminal.wait_for("half a sentence")
        terminal.press(CTRL_Q)
        assert terminal.wait_for_exit() == 0
        assert terminal.is_as_found or not by_key  # of the other bash took a picture, which it goes back to

"""The whole program in a real terminal, against a real server: what a person does in the first five minutes."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from tests.terminal import Terminal

ENTER, ESCAPE, CTRL_Q, CTRL_J = "\r", "\x1b", "\x11", "\n"


def program(fault_url: str, scenario: str, **options: Any) -> Terminal:
    return Terminal([sys.executable, "-m", "streamtui", "--base-url", fault_url, "-m", scenario], **options)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_a_question_is_answered_and_the_program_ends_clean(fault_url: str, size: tuple[int, int]) -> None:
    with program(fault_url, "good", size=size) as terminal:
        terminal.wait_for("Ask something")
        terminal.press(f"Hello there{ENTER}")
        screen = terminal.wait_for("Hello, world.")
        assert "Hello there" in screen
        terminal.wait_for("done")
        assert len(terminal.written) < 3 * size[0] * size[1], "the screen was written again and again"
        terminal.press(CTRL_Q)
        assert terminal.wait_for_exit() == 0


def test_the_size_is_the_terminal_s_own_whatever_variables_say(fault_url: str) -> None:
    command = [sys.executable, "-m", "streamtui", "--base-url", fault_url, "-m", "good"]
    with Terminal(["env", "COLUMNS=300", "LINES=²", *command], size=(80, 24)) as terminal:
        assert "F1 Help" in terminal.wait_for("F1 Help").splitlines()[23]


def test_keys_pressed_before_the_first_paint_are_not_lost(fault_url: str) -> None:
    with program(fault_url, "good") as terminal:
        terminal.press("early")
        terminal.wait_for("❯ early")


def test_escape_stops_a_stream_and_keeps_its_text(fault_url: str) -> None:
    with program(fault_url, "silent") as terminal:
        terminal.wait_for("Ask something")
        terminal.press(f"go{ENTER}")
        terminal.wait_for("Hello, wor")
        terminal.press(ESCAPE)
        screen = terminal.wait_for("stopped")
        assert "Hello, wor" in screen


def test_a_rate_limit_counts_down_and_the_wait_can_be_ended(fault_url: str) -> None:
    with program(fault_url, "429-seconds", env={"STREAMTUI_RETRY_ATTEMPTS": "2"}) as terminal:
        terminal.wait_for("Ask something")
        terminal.press(f"go{ENTER}")
        terminal.wait_for("Retry 2 of 2 in")
        terminal.press(ENTER)
        terminal.wait_for("failed")


def test_a_cut_keeps_the_text_and_says_why(fault_url: str) -> None:
    with program(fault_url, "cut-between") as terminal:
        terminal.wait_for("Ask something")
        terminal.press(f"go{ENTER}")
        screen = terminal.wait_for("broke off")
        assert "Hello, wor" in screen


def test_a_line_break_is_written_and_sent(fault_url: str) -> None:
    with program(fault_url, "good") as terminal:
        terminal.wait_for("Ask something")
        terminal.press(f"one{CTRL_J}two{ENTER}")
        screen = terminal.wait_for("Hello, world.")
        assert re.search(r"^ one\b.*\n two\b", screen, re.MULTILINE)


def test_without_a_terminal_the_chat_says_what_to_do_instead(fault_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streamtui", "--base-url", fault_url],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "streamtui ask" in done.stderr

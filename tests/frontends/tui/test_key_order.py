"""Bursts of keys into the whole program in a real terminal: they act in their order, whatever it is busy with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.bench.pouring_server import pouring_server, warm
from tests.terminal import Terminal

pytestmark = pytest.mark.one_python

ENTER, BACK, LEFT, RIGHT, HOME, END, DELETE = "\r", "\x7f", "\x1b[D", "\x1b[C", "\x1b[H", "\x1b[F", "\x1b[3~"
CTRL_Q, CTRL_U, F1, ESCAPE = "\x11", "\x15", "\x1bOP", "\x1b"
PASTED = "\x1b[200~%s\x1b[201~"
AT_ONCE = ""
DRAWN = "❯"
THERE = "F1 Help"


@contextmanager
def started(base_url: str, model: str, size: tuple[int, int] = (120, 40)) -> Iterator[Terminal]:
    command = [sys.executable, "-m", "streamtui", "--base-url", base_url, "-m", model]
    with Terminal(command, size=size) as terminal:
        yield terminal


def prompt_of(screen: str) -> str:
    """What is written behind the prompt's sign."""
    return next((line.partition("❯")[2].strip() for line in screen.splitlines() if "❯" in line), "")


@pytest.mark.parametrize(
    ("moment", "burst", "prompt"),
    [
        (AT_ONCE, f"zqj{BACK * 3}First question?", "First question?"),
        (DRAWN, f"zqj{BACK * 3}First question?", "First question?"),
        (DRAWN, f"ac{LEFT}b{END}d{HOME}>{DELETE}{RIGHT}{BACK}", ">cd"),
        (DRAWN, f"gone{CTRL_U}{PASTED % 'two words'}{BACK * 2} and more", "two wor and more"),
        (THERE, f"ac{LEFT}b{END}d{HOME}>{DELETE}{RIGHT}{BACK}", ">cd"),
    ],
)
def test_a_burst_while_the_program_starts_is_written_as_it_was_pressed(
    fault_url: str, moment: str, burst: str, prompt: str
) -> None:
    with started(fault_url, "good") as terminal:
        terminal.wait_for(moment)
        terminal.press(burst)
        terminal.wait_for(lambda screen: prompt_of(screen) == prompt)
        assert prompt_of(terminal.wait_for(THERE)) == prompt


@pytest.mark.parametrize("moment", [AT_ONCE, DRAWN, THERE])
def test_enter_sends_at_any_moment_and_what_follows_is_the_next_prompt(fault_url: str, moment: str) -> None:
    with started(fault_url, "good") as terminal:
        terminal.wait_for(moment)
        terminal.press(f"zqj{BACK * 3}First question?{ENTER}nexx{BACK}t")
        screen = terminal.wait_for(lambda screen: "Hello, world." in screen and prompt_of(screen) == "next")
        assert "First question?" in screen
        assert "zqj" not in screen


def test_commands_keep_their_places_among_letters(fault_url: str) -> None:
    with started(fault_url, "good") as terminal:
        terminal.press(f"before{F1}")
        terminal.wait_for("Connect again")
        terminal.press(ESCAPE)
        terminal.wait_for(THERE)
        terminal.press(f"{BACK}E!{CTRL_Q}lost")
        assert terminal.wait_for_exit() == 0


def test_the_terminal_is_left_as_it_was_found(fault_url: str) -> None:
    with started(fault_url, "good") as terminal:
        terminal.wait_for(THERE)
        assert not terminal.is_as_found
        terminal.press(CTRL_Q)
        terminal.wait_for_exit()
        assert terminal.is_as_found


@pytest.mark.long
def test_bursts_while_ten_thousand_tokens_a_second_stream_are_written_as_they_were_pressed() -> None:
    with pouring_server() as base_url, started(base_url, "any", size=(80, 24)) as terminal:
        shape = "prose 150000"
        warm(base_url, f"{shape} 0")
        terminal.press(f"{shape} 1 10000{ENTER}")
        terminal.wait_for("streaming")
        while_streaming = 0
        for _ in range(3):
            terminal.press(f"zqj{BACK * 3}ac{LEFT}b{END}d{HOME}>{DELETE}{END}")
            terminal.wait_for(lambda screen: prompt_of(screen) == ">bcd")
            terminal.press(f"{BACK * 4}{PASTED % 'pasted'}{BACK}!")
            terminal.wait_for(lambda screen: prompt_of(screen) == "paste!")
            terminal.press(CTRL_U)
            terminal.wait_for(lambda screen: prompt_of(screen).startswith("Ask something"))
            while_streaming += "streaming" in terminal.text
        assert while_streaming  # on a slow machine the reply is over before the last of them

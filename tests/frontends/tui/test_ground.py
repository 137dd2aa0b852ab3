"""The program in a terminal that says whether it is dark or light: at once, late, never, and when it changes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from streamtui.frontends.tui.terminal.ground import QUESTION
from streamtui.frontends.tui.terminal.input import GroundTold
from tests.frontends.tui.stage import stage
from tests.terminal import Terminal

DARK, LIGHT = "0f1216", "fbfbf9"
TEXT, GROUND, LAST = "\x1b]10;rgb:0000/0000/0000\x1b\\", "\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b[?62;22c"


@pytest.fixture
def terminal(fault_url: str, tmp_path: Path) -> Terminal:
    env = {"TMUX": "", "STY": "", "COLORFGBG": "", "STREAMTUI_CONFIG_DIR": str(tmp_path)}
    return Terminal([sys.executable, "-m", "streamtui", "--base-url", fault_url, "-m", "good"], env=env, size=(80, 24))


def test_an_answer_with_keys_around_it_decides_and_they_are_typed(terminal: Terminal) -> None:
    with terminal:
        terminal.wait_for_bytes(QUESTION.encode())
        terminal.press(f"a{TEXT}b{GROUND}c{LAST}d")
        terminal.wait_for("❯ abcd")
        assert terminal.ground == LIGHT
        assert b"48;2;15;18;22" not in terminal.written, "it was dark first"
        terminal.press("\x1b[?997;1n")
        terminal.wait_for(lambda _: terminal.ground == DARK)
        terminal.press("\x11\x11")
        assert terminal.wait_for_exit() == 0
        assert terminal.is_as_found


def test_a_late_answer_in_pieces_is_no_keys_and_still_decides(terminal: Terminal) -> None:
    with terminal:
        terminal.press("early ")
        terminal.wait_for("❯ early")
        assert terminal.ground == DARK, "it does not wait for an answer"
        answer = f"{TEXT}{GROUND}{LAST}"
        for start in range(0, len(answer), 7):
            terminal.press(answer[start : start + 7])
        terminal.press("late")
        terminal.wait_for("❯ early late")
        terminal.wait_for(lambda _: terminal.ground == LIGHT)


async def test_a_theme_that_was_chosen_stays_whatever_the_terminal_says() -> None:
    async with stage(theme="dark") as on:
        for said in ("\x1b[?997;2n", "\x1b[?997;1n"):
            on.app.post_message(GroundTold(said))
            await on.settle()
            assert on.app.theme == "streamtui-dark"
        on.app.post_message(GroundTold("\x1b[?997;2n"))
        await on.send("/theme auto")
        assert on.app.theme == "streamtui-light"
        on.app.post_message(GroundTold("\x1b[?997;1n"))
        await on.settle()
        assert on.app.theme == "streamtui-dark"

"""Going back in a stream, on a real terminal of each size that matters."""

from __future__ import annotations

import re
import sys

import pytest

from tests.recorded import RECORDINGS
from tests.terminal import Terminal

pytestmark = pytest.mark.one_python

SIZES = [(80, 24), (120, 40), (200, 60)]
HOME, END, F4, F5 = "\x1b[H", "\x1b[F", "\x1bOS", "\x1b[15~"
CODE = "def quicksort"


def place(screen: str) -> tuple[int, int]:
    """The chunk that is shown, and how many there are."""
    found = re.search(r"chunk (\d+) of (\d+)", screen)
    assert found is not None, screen
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("size", SIZES)
def test_a_recording_is_gone_through_back_and_forth_with_its_wire(size: tuple[int, int]) -> None:
    command = [sys.executable, "-m", "streamtui", "replay", str(RECORDINGS / "quicksort.jsonl")]
    with Terminal(command, size=size) as terminal:
        terminal.wait_for("by time")
        terminal.wait_for_bytes("\x1b]2;▶ streamtui · replay of quicksort.jsonl\x1b\\".encode())
        terminal.press(" " + HOME)
        assert "def " not in terminal.wait_for("chunk 0 of")
        terminal.press(END)
        _, last = place(terminal.wait_for(lambda screen: "chunk 0 of" not in screen and len({*place(screen)}) == 1))
        terminal.press(",,,")  # the first takes what came behind the last chunk
        terminal.wait_for(f"chunk {last - 2} of")
        terminal.press(".")
        terminal.wait_for(f"chunk {last - 1} of")
        terminal.press("5")
        middle = terminal.wait_for(lambda screen: 0 < place(screen)[0] < last - 2)
        terminal.press(F4)
        terminal.wait_for("WIRE")
        assert place(terminal.text) == place(middle)
        terminal.press("\x1b")
        terminal.wait_for(lambda screen: "WIRE" not in screen)
        terminal.press("\x1b")
        assert terminal.wait_for_exit() == 0
        assert terminal.is_as_found


@pytest.mark.parametrize("size", SIZES)
def test_a_chat_is_gone_back_in_while_its_reply_comes_and_goes_on(fault_url: str, size: tuple[int, int]) -> None:
    with Terminal([sys.executable, "-m", "streamtui", "--base-url", fault_url, "-m", "silent"], size=size) as terminal:
        terminal.wait_for("❯")
        terminal.press("go\r")
        terminal.wait_for("Hello, wor")
        terminal.press(F5)
        terminal.wait_for("by time")
        terminal.press(HOME)
        terminal.wait_for(lambda screen: "chunk 0 of" in screen and "Hello, wor" not in screen)
        terminal.press("\x1b")
        terminal.wait_for(lambda screen: "by time" not in screen and "Hello, wor" in screen)
        terminal.press("\x1b")
        terminal.wait_for("stopped")
        assert not terminal.is_as_found

"""However the program ends, the terminal is as it was found, and the exit code says that it was no quiet end."""

from __future__ import annotations

import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.paths import FROZEN_2
from tests.terminal import Terminal

IGNORING_HANG_UPS = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"]


def program(fault_url: str, model: str = "slow", wrapper: list[str] | None = None, **options: Any) -> Terminal:
    command = [sys.executable, "-m", "streamtui", "--base-url", fault_url, "-m", model]
    return Terminal([*(wrapper or []), *command], **options)


def with_bug(fault_url: str, patch: str) -> Terminal:
    """The program, in which `bug` raises where the patch puts it."""
    code = f"""
import sys
sys.argv = ["streamtui", "--base-url", {fault_url!r}, "-m", "good"]
from streamtui.__main__ import main
def bug(*_, **__): raise RuntimeError("a bug")
{patch}
main()
"""
    return Terminal([sys.executable, "-c", code])


def was_taken(terminal: Terminal, times: int, _: str) -> bool:
    """So often, at least."""
    return terminal.written.count(b"\x1b[?1049h") >= times


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_anything_is_loaded_ends_it_as_usual(fault_url: str, number: signal.Signals) -> None:
    with program(fault_url) as terminal:
        terminal.wait_until_taken()
        terminal.kill(number)
        assert terminal.wait_for_exit() == -number
        assert terminal.is_as_found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_stream_in_order(fault_url: str, number: signal.Signals) -> None:
    with program(fault_url) as terminal:
        terminal.wait_for("❯")
        terminal.press("go\r")
        terminal.wait_for("A slow")
        assert not terminal.is_as_found
        terminal.kill(number)
        assert terminal.wait_for_exit() == 128 + number
        assert terminal.is_as_found


def test_a_program_that_is_told_to_go_on_again_and_again_reads_once_and_ends(fault_url: str) -> None:
    with program(fault_url, "good") as terminal:
        terminal.wait_for("F1 Help")
        for count in range(2, 12):
            terminal.kill(signal.SIGCONT)
            terminal.wait_for(partial(was_taken, terminal, count))
            terminal.kill(signal.SIGCONT)

        def is_written(text: str) -> bool:
            if "❯ a" not in text:
                terminal.press("a")  # what is typed while the terminal is taken is dropped
            return "❯ a" in text

        terminal.wait_for(is_written)
        terminal.press("\x11")
        assert terminal.wait_for_exit() == 0
        assert terminal.is_as_found


def test_a_program_that_hangs_is_ended_by_the_second_signal(fault_url: str) -> None:
    hanging = (
        "import os, time; from streamtui.frontends.tui.desk.desk import Desk;"
        "Desk.submit = lambda *_: (os.write(1, b'hangs now'), [time.sleep(0.01) for _ in range(9999)])"
    )
    with with_bug(fault_url, hanging) as terminal:
        terminal.wait_for("F1 Help")
        terminal.press("go\r")
        terminal.wait_for(lambda _: b"hangs now" in terminal.written)  # on the screen a frame may lie over it
        terminal.kill(signal.SIGTERM)
        terminal.kill(signal.SIGQUIT)
        assert terminal.wait_for_exit() in (-signal.SIGTERM, -signal.SIGQUIT)
        assert terminal.is_as_found


def test_a_program_that_hangs_is_ended_when_its_time_is_over(fault_url: str) -> None:
    hanging = (
        "import os, time; from streamtui.frontends.tui.desk.desk import Desk;"
        "Desk.run = lambda *_: (os.write(1, b'hangs now'), time.sleep(99));"
        "import streamtui.frontends.tui.terminal.ending as e; e.GRACE_S = 0.1"
    )
    with with_bug(fault_url, hanging) as terminal:
        terminal.wait_for(lambda text: b"hangs now" in terminal.written and "❯" in text)
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert terminal.is_as_found


@pytest.mark.parametrize("wrapper", [[], IGNORING_HANG_UPS], ids=["plain", "ignoring hang-ups"])
def test_without_its_terminal_it_ends_by_itself(fault_url: str, wrapper: list[str]) -> None:
    with program(fault_url, wrapper=wrapper) as terminal:
        terminal.wait_for("❯")
        terminal.press("go\r")
        terminal.wait_for("A slow")
        terminal.hang_up()
        assert terminal.wait_for_exit() == 128 + signal.SIGHUP


@pytest.mark.parametrize(
    "patch",
    [
        "import streamtui.cli.compose.places as module; module.read_places = bug",
        "import streamtui.frontends.tui.kit.early_driver as module; module.LinuxDriver.stop_application_mode = bug",
        "import streamtui.frontends.tui.terminal.input as module; module.TerminalInput.feed = bug",
    ],
    ids=["before the loop", "at the end", "in the thread that reads"],
)
def test_a_bug_shows_its_traceback_on_the_first_screen_and_is_no_success(fault_url: str, patch: str) -> None:
    with with_bug(fault_url, patch) as terminal:
        if "stop" in patch:
            terminal.wait_for("F1 Help")
            terminal.press("\x11")
        assert terminal.wait_for_exit() == 1
        assert terminal.is_as_found
        assert "RuntimeError: a bug" in terminal.written.decode().rpartition("\x1b[?1049l")[2]


def test_bytes_that_are_no_text_are_written_and_the_program_lives(fault_url: str) -> None:
    with program(fault_url, "good") as terminal:
        terminal.press(b"a\xff")
        terminal.wait_for("❯ a\ufffd")
        terminal.press(b"b\xe2\x82")
        terminal.wait_for("❯ a\ufffdb\ufffd")
        terminal.press(b"\x1b[1114112u\x1b[200~c\xed\xa0\x80\x1b[201~")
        terminal.wait_for("❯ a\ufffdb\ufffdc\ufffd\ufffd\ufffd")
        terminal.press("\r")
        terminal.wait_for("Hello, world.")
        terminal.press("\x11")
        assert terminal.wait_for_exit() == 0


def test_a_huge_paste_is_refused_with_a_sentence_and_the_prompt_stays(fault_url: str) -> None:
    with program(fault_url, "good") as terminal:
        terminal.wait_for("F1 Help")
        terminal.press(b"before\x1b[200~" + b"lorem ipsum " * 200_000 + b"\x1b[201~")
        terminal.wait_for("of it was taken")
        terminal.press("after")
        terminal.wait_for("❯ beforeafter")


@pytest.mark.parametrize(
    ("redirection", "env", "sentence"),
    [
        ("<&-", {}, "needs a terminal"),
        ("", {"TERM": "dumb"}, "can't be drawn on this terminal"),
    ],
)
def test_where_the_chat_cannot_be_used_a_sentence_says_so(
    fault_url: str, redirection: str, env: dict[str, str], sentence: str
) -> None:
    with program(fault_url, wrapper=["sh", "-c", f'exec "$@" {redirection}', "sh"], env=env) as terminal:
        assert terminal.wait_for_exit() == 2
        assert sentence in " ".join(terminal.text.split())
        assert terminal.is_as_found


def replay() -> Terminal:
    return Terminal([sys.executable, "-m", "streamtui", "replay", str(FROZEN_2)])


def test_a_replay_is_left_with_the_terminal_as_it_was_found() -> None:
    with replay() as terminal:
        terminal.wait_for("by time")
        assert not terminal.is_as_found
        terminal.press("\x1b")
        assert terminal.wait_for_exit() == 0
        assert terminal.is_as_found


def test_two_recordings_are_a_race_that_happened_and_leave_the_terminal_as_it_was_found(tmp_path: Path) -> None:
    (other := tmp_path / "other.jsonl").write_bytes(FROZEN_2.read_bytes())
    files = [str(FROZEN_2), str(other)]
    with Terminal([sys.executable, "-m", "streamtui", "replay", *files], size=(80, 24)) as terminal:
        terminal.wait_for("by time")
        terminal.press(" \x1b[F")
        terminal.wait_for("✓ all finished")
        terminal.wait_for("* IS BEST")
        assert "· other" in terminal.text
        terminal.press("\x1b[H")
        terminal.wait_for("● 2 of 2 still running")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.is_as_found


def test_a_replay_ends_with_a_signal_and_without_its_terminal() -> None:
    with replay() as terminal:
        terminal.wait_for("by time")
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert terminal.is_as_found
    with replay() as terminal:
        terminal.wait_for("by time")
        terminal.hang_up()
        assert terminal.wait_for_exit() == 128 + signal.SIGHUP

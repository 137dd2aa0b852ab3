"""Where the chat opens, and where it refuses to."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.commands import run, run_in_child


def test_without_a_terminal_it_names_the_command_that_needs_none() -> None:
    done = run()
    assert done.returncode == 2
    assert done.stderr == "streamtui: The chat needs a terminal; without one use `streamtui ask PROMPT`.\n"


def test_a_driver_of_textual_s_may_stand_in_for_the_terminal() -> None:
    command = [sys.executable, "-m", "streamtui", "--base-url", "http://127.0.0.1:9/v1", "-m", "any"]
    driver = {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", "COLUMNS": "100", "ROWS": "30"}
    quit_packet = json.dumps({"type": "quit"}).encode()
    with subprocess.Popen(
        command, env={**os.environ, **driver}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == b"__GANGLION__\n"
        seen = b""
        while b"Ask something" not in seen:
            seen += (packet := os.read(child.stdout.fileno(), 65_536))
            assert packet, seen
        child.stdin.write(b"M" + len(quit_packet).to_bytes(4, "big") + quit_packet)
        child.stdin.flush()
        child.communicate(timeout=60)
    assert child.returncode == 0


@pytest.mark.parametrize(
    ("driver", "why"),
    [
        ("nonsense", "No module named 'nonsense'"),
        ("os:sep", "is not a Driver class"),
        ("textual.driver:Driver", "abst"),
    ],
)
def test_a_driver_that_is_none_is_told(driver: str, why: str) -> None:
    done = run_in_child("--base-url", "http://127.0.0.1:9/v1", "-m", "any", env={"TEXTUAL_DRIVER": driver})
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"streamtui: TEXTUAL_DRIVER is {driver!r}, which is no driver (" in done.stderr
    assert why in done.stderr


def test_what_textual_would_break_on_is_told() -> None:
    done = run(env={"TEXTUAL_DRIVER": "any:Driver", "TEXTUAL_FPS": "9" * 400})
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "TEXTUAL_FPS" in done.stderr


@pytest.mark.parametrize("words", [["ask", "hi"], ["--help"], ["model", "list"]])
def test_a_home_folder_of_nobody_is_told(words: list[str]) -> None:
    names = ("STREAMTUI_CONFIG_DIR", "STREAMTUI_DATA_DIR")
    done = run(*words, env=dict.fromkeys(names, "~nobody-is-called-so/x"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "~nobody-is-called-so/x is in the home folder of nobody who is known here: set STREAMTUI_" in done.stderr

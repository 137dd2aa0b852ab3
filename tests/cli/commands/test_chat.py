"""Where the chat opens, and where it refuses to."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.commands import run


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

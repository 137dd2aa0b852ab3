"""The window on a real terminal, over the real engine, with a real program behind it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from streamtui.cli.compose.shown_program import ShownProgram
from tests.terminal import Terminal

F3, F4, HOME = "\x1bOR", "\x1bOS", "\x1b[H"
ASK = """
import json, os, sys, urllib.request
for model in ("good", "401"):
    said = {"model": model, "stream": True, "messages": [{"role": "user", "content": "Hi"}]}
    url, headers = os.environ["OPENAI_BASE_URL"] + "/chat/completions", {"Authorization": "Bearer sk-program-key-0123"}
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, json.dumps(said).encode(), headers))
        print(answer.status, len(answer.read()))
    except Exception as error:
        print("\\x1b[2J", error)
sys.exit(3)
"""


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_program_is_watched_and_its_exit_code_is_ours(fault_url: str, tmp_path: Path, size: tuple[int, int]) -> None:
    command = [sys.executable, "-m", "streamtui", "tap", "--to", fault_url, "--listen", "127.0.0.1:0"]
    with Terminal([*command, "--", sys.executable, "-c", ASK], size=size) as terminal:
        terminal.wait_for("ended with code 3")
        terminal.wait_for("2 requests")
        terminal.wait_for("1 failed")
        terminal.press(HOME + "\r")
        terminal.wait_for("Hello, world.")
        terminal.press(F4)
        assert "sk-program-key" not in terminal.wait_for("WIRE")
        terminal.press("\x1b")
        terminal.wait_for(lambda screen: "WIRE" not in screen)
        terminal.press("w")
        terminal.wait_for("request-1.jsonl")
        terminal.press(f"\x15{tmp_path / 'kept.jsonl'}\r")
        terminal.wait_for("Written to")
        terminal.press("\x1b")
        terminal.wait_for(lambda screen: "Hello, world." not in screen)
        terminal.press(F3)
        terminal.wait_for("OUTPUT OF")
        terminal.wait_for("HTTP Error 401")
        terminal.press("q")
        assert terminal.wait_for_exit() == 3
        assert terminal.is_as_found
    lines = (tmp_path / "kept.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["schema"] == "streamtui.recording.v2"
    assert "sk-program-key" not in "\n".join(lines)


async def test_a_program_that_is_left_ends_with_what_it_started() -> None:
    heard: list[str] = []
    started = "import os, subprocess, sys; print(os.getpid()); sys.exit(subprocess.call([sys.executable, '-c', CHILD]))"
    child = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    program = ShownProgram([sys.executable, "-c", started.replace("CHILD", repr(child))], {"PATH": ""})

    both = asyncio.Event()

    def hear(text: str) -> None:
        heard.append(text)
        if "".join(heard).count("\n") == 2:
            both.set()

    running = asyncio.create_task(program.run(hear))
    await both.wait()
    await program.stop()
    await running  # ends only when nobody holds its output any more
    assert program.ended == "ended by signal 15"
    assert (program.failed, program.code) == (True, 143)


async def test_a_program_that_is_not_there_is_said() -> None:
    heard: list[str] = []
    program = ShownProgram(["/nowhere/app", "a b"], {})
    await program.run(heard.append)
    assert program.command == "/nowhere/app 'a b'"
    assert heard == [
        "/nowhere/app can't be started: No such file or directory; check its name, and that it may be run.\n"
    ]
    assert program.code == 127


async def test_the_end_of_a_program_is_said_though_what_it_started_goes_on() -> None:
    heard: list[str] = []
    child = "import time; time.sleep(600)"
    started = (
        f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {child!r}], start_new_session=True);"
        "print(child.pid); sys.exit(5)"
    )
    program = ShownProgram([sys.executable, "-c", started], {"PATH": ""})
    ended = asyncio.Event()

    def hear(text: str) -> None:
        heard.append(text)
        if program.ended:
            ended.set()

    running = asyncio.create_task(program.run(hear))
    await ended.wait()
    assert (program.ended, program.code) == ("ended with code 5", 5)
    await program.stop()
    assert not running.done()
    os.kill(int("".join(heard)), signal.SIGKILL)
    await running

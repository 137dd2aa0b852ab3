"""The window on a real terminal, over the real engine, with a real program behind it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from streamtui.cli.compose import shown_program
from streamtui.cli.compose.config_file import ConfigFile
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
        terminal.press("\x15kept.txt\r")
        terminal.wait_for(lambda screen: ".har, .sh: they say the form." in " ".join(screen.split()))
        terminal.press("w")
        terminal.wait_for("request-1.jsonl")
        terminal.press(f"\x15{tmp_path / 'kept.jsonl'}\r")
        terminal.wait_for("Written to")
        terminal.press("\x1b")
        terminal.wait_for(lambda screen: "Hello, world." not in screen)
        terminal.press(F3)
        terminal.wait_for("OUTPUT OF")
        terminal.wait_for("HTTP Error 401")
        config = ConfigFile(os.environ).path
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text('theme = "light"\n[profiles.work]\nbase_url = "http://127.0.0.1:9/v1"\n')
        terminal.wait_for("config.toml was changed. From now on: theme. From the next chat on")
        terminal.press("q")
        assert terminal.wait_for_exit() == 3
        assert terminal.is_as_found
    assert f"\x1b]2;✗ streamtui · tap · {sys.executable} -c ".encode()[:60] in terminal.written
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
    await program.stop(heard.append)
    await running  # ends only when nobody holds its output any more
    assert program.ended == "ended by signal 15"
    assert "asked to end" not in "".join(heard)
    assert (program.failed, program.code) == (True, 143)


async def test_a_program_that_will_not_end_is_ended_by_force_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_program, "_SOON_S", 0.01)
    monkeypatch.setattr(shown_program, "_GRACE_S", 0.01)
    stays = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1); time.sleep(600)"
    program, said, ready = ShownProgram([sys.executable, "-c", stays], {}), list[str](), asyncio.Event()
    running = asyncio.create_task(program.run(lambda _: ready.set()))
    await ready.wait()
    await program.stop(said.append)
    await running
    assert program.ended == "ended by signal 9"
    assert len(said) == 1
    assert said[0].endswith("was asked to end, and is ended by force after 0.01 s.")


async def test_a_program_that_is_not_there_is_said() -> None:
    heard: list[str] = []
    keys = ["--token", "word-1234", "KEY=abc-5678 9", "sk-planted-123456"]
    program = ShownProgram(["/nowhere/app", "a b", *keys], {})
    await program.run(heard.append)
    assert program.command == "/nowhere/app 'a b' --token *** 'KEY=*** 9' ***"
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
    await program.stop(heard.append)
    assert not running.done()
    os.kill(int("".join(heard)), signal.SIGKILL)
    await running

"""A stranger's first hour, in a real terminal: from the first prompt to the page in a browser."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.commands import COMMAND, run, start
from tests.paths import REPOSITORY
from tests.terminal import Terminal

pytestmark = pytest.mark.one_python

F2, F9, F12, ESCAPE = "\x1bOQ", "\x1b[20~", "\x1b[24~", "\x1b"
NO_CLICKS, NO_MOVES = b"\x1b[?1000l", b"\x1b[?1003l"
LIGHT = "fbfbf9"


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_a_first_hour(fault_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    env = {"OPENAI_BASE_URL": fault_url, "OPENAI_MODEL": "good", "PYTHONPATH": str(REPOSITORY)}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    Path("notes.txt").write_text("Water boils at 100 degrees.\n")

    with Terminal(COMMAND, size=(100, 30), env=env) as chat:
        chat.wait_for("Ask something")
        chat.press("Why is the sky blue?\r")
        chat.wait_for("Hello, world.")
        chat.press("/model crlf\r")
        chat.wait_for("crlf is asked")
        chat.press("Read @notes.txt please\r")
        chat.wait_for("with notes.txt")
        chat.wait_for(lambda text: text.count("Hello") > 1 and "done" in text.partition("\n")[0])
        chat.press("/theme light\r")
        chat.wait_for(lambda _: chat.ground == LIGHT)
        assert run("config", "set", "keys.chat.help", "f12").returncode == 0
        chat.wait_for("F12 Help")
        chat.press(F12)
        chat.wait_for("IN THE CHAT")
        chat.press(ESCAPE)
        chat.wait_for(lambda text: "IN THE CHAT" not in text)
        begun = len(chat.written)
        assert run("config", "set", "keys.mouse", "false").returncode == 0
        chat.wait_for("keys.mouse")
        assert {NO_CLICKS, NO_MOVES} <= {*re.findall(rb"\x1b\[\?\d+[hl]", chat.written[begun:])}
        chat.press(F9)
        chat.wait_for("the program's again")
        assert chat.written.rindex(b"\x1b[?1000h") > chat.written.rindex(NO_CLICKS)
        chat.press("\x11")
        assert chat.wait_for_exit() == 0
        kept = re.search(r"--resume ([0-9a-f]{8})", chat.text)
        assert kept is not None

    with Terminal(COMMAND, size=(100, 30), env=env) as chat:
        chat.wait_for("Ask something")
        assert chat.wait_for(lambda _: chat.ground == LIGHT), "the theme is remembered"
        chat.press(F2)
        chat.wait_for("Why is the sky blue?")
        chat.press("sky blue\r")
        chat.wait_for("Hello, world.")
        chat.press("\x11")
        assert chat.wait_for_exit() == 0

    exported = run("history", "export", kept[1], "--format", "json")
    assert exported.stdout, exported.stderr
    assert json.loads(exported.stdout)["title"] == "Why is the sky blue?"
    assert "Water boils" in exported.stdout
    assert run("doctor", "--offline").returncode == 0

    page = start("web", "--port", "0")
    try:
        assert page.stdout is not None
        address = page.stdout.readline().decode().split()[1]
        with build_opener(HTTPCookieProcessor()).open(address) as answer:
            assert answer.status == 200
            assert urlsplit(answer.url).query == ""
    finally:
        page.terminate()
        page.communicate(timeout=30)

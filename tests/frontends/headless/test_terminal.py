"""`ask` on a real terminal: what is written there, byte by byte, beside what goes into a pipe."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import COMMAND, run
from tests.paths import REPOSITORY
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.hostile import ACTS, HOSTILE, MARKUP, acting
from tests.servers.threaded import in_thread

PREPARING = "\r\x1b[KGetting ready\r\x1b[K"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with in_thread(ChatServer(replies.text("Hello"))) as running:
        yield running


def on_terminal(*arguments: str) -> str:
    """All that the command writes to a terminal, stderr too; new lines as the program wrote them."""
    outer, inner = pty.openpty()
    with subprocess.Popen([*COMMAND, *arguments], stdin=inner, stdout=inner, stderr=inner, cwd=REPOSITORY):
        os.close(inner)
        written = b""
        while data := _read(outer):
            written += data
    os.close(outer)
    return written.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux: the other side is gone
        return b""


def test_what_is_prepared_is_said_on_a_terminal_and_erased(server: ChatServer) -> None:
    assert on_terminal("ask", "Hi", "--base-url", server.base_url, "-m", "m") == f"{PREPARING}Hello\n"


def test_a_terminal_gets_everything_made_safe_and_a_pipe_gets_the_answer_as_sent(server: ChatServer) -> None:
    thoughts = replies.chunk({"reasoning_content": HOSTILE})
    notice = replies.document({"error": f"{HOSTILE} does not support tools"}, 400)
    answer = replies.Answer([thoughts, *replies.text_steps(*ACTS.values(), MARKUP), *replies.ending(HOSTILE)])
    ask = ("ask", "Hi", "--base-url", server.base_url, "-m", HOSTILE.replace("\0", ""), "--tool", "calculate")
    server.say(notice, answer)
    written = on_terminal(*ask).removeprefix(PREPARING)
    assert acting(written) == []
    assert MARKUP in written
    server.say(notice, answer)
    piped = run(*ask)
    assert piped.stdout == HOSTILE + MARKUP + "\n"
    assert acting(piped.stderr) == []


@pytest.mark.parametrize("status", [200, 400, 503])
def test_what_a_server_says_of_its_faults_is_safe_everywhere(
    server: ChatServer, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMTUI_RETRY_WAIT_MIN_S", "0")
    monkeypatch.setenv("STREAMTUI_RETRY_WAIT_MAX_S", "0")
    server.say(replies.document({"error": {"message": HOSTILE + MARKUP, "code": HOSTILE}}, status))
    ask = ("ask", "Hi", "--base-url", server.base_url, "-m", "m")
    written = on_terminal(*ask).removeprefix(PREPARING)
    assert acting(written) == []
    assert MARKUP in written
    assert acting(run(*ask).stderr) == []
    assert acting(run(*ask, "--json").stdout) == []


def test_the_names_of_files_and_what_is_in_them_is_safe_on_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / HOSTILE.replace("/", "_").replace("\0", "")
    assert acting(on_terminal("replay", "--text", str(path))) == []
    path.write_bytes(replies.chunk({"content": HOSTILE}))
    written = on_terminal("replay", "--text", str(path))
    assert "␛]52;c;" in written
    assert acting(written) == []
    path.write_text('{"schema": "streamtui.recording.v1"}\n{"\\u001b]0;evil": 1}\n')
    assert acting(on_terminal("replay", "--text", str(path))) == []

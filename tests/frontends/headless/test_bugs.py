"""A bug of the program within a reply: a sentence and an exit code, and no other reply is touched."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from streamtui.cli.compose.toolboxes import Toolboxes
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.providers import chat_dialect
from tests.commands import run
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread

KEY = "the-secret-key-of-the-tests"
ENV = {"OPENAI_API_KEY": KEY}


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with in_thread(FaultServer()) as running:
        yield running


@pytest.fixture(autouse=True)
def _bug(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models `tools` and `slow` can't be asked."""

    def make(*, url: str = "", model: str = "") -> ReplyDecoder:
        if model == "tools":
            raise OverflowError(f"int too large, with {KEY}")
        if model == "slow":
            raise PermissionError(13, "Permission denied")
        return chat_decoder(url=url, model=model)

    monkeypatch.setattr(chat_dialect, "chat_decoder", make)


def test_ask_tells_it_in_a_sentence_and_the_log_has_the_traceback(server: FaultServer) -> None:
    done = run("ask", "hi", "--base-url", server.base_url, "-m", "tools", "--json", env=ENV)
    traceback, sentence = done.stderr.splitlines()
    assert done.returncode == 1
    assert sentence.startswith("streamtui: A bug of streamtui ended this (“OverflowError: int too large")
    assert "← headless/test_bugs.py:" in traceback
    assert json.loads(done.stdout)["error"]["kind"] == "bug"
    log = Path(os.environ["STREAMTUI_DATA_DIR"], "streamtui.log").read_text("utf-8")
    assert "Traceback (most recent call last):" in log
    assert KEY not in log + done.stderr + done.stdout


def test_a_file_that_fails_is_not_taken_for_stdout(server: FaultServer) -> None:
    done = run("ask", "hi", "--base-url", server.base_url, "-m", "slow", env=ENV)
    assert done.returncode == 1
    bug = "A bug of streamtui ended this (“PermissionError: [Errno 13] Permission denied”)"
    assert done.stderr.startswith(f"streamtui: {bug}")


@pytest.mark.parametrize("broken", ["toolbox_of", "close"])
def test_a_bug_around_the_turn_is_told_too(server: FaultServer, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    async def fail(*_: object) -> None:
        raise LookupError("of the tools")

    monkeypatch.setattr(Toolboxes, broken, fail)
    done = run("ask", "hi", "--base-url", server.base_url, "-m", "good", env=ENV)
    if broken == "toolbox_of":
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("streamtui: A bug of streamtui ended this (“LookupError: of the tools”)")
    else:
        assert (done.returncode, done.stdout, done.stderr) == (0, "Hello, world.\n", "")


def test_a_race_goes_on_without_it(server: FaultServer) -> None:
    done = run("race", "hi", "--base-url", server.base_url, "-m", "tools", "-m", "good", "--json", env=ENV)
    lines = {line["contestant"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert (lines["tools"]["error"]["kind"], lines["good"]["content"]) == ("bug", "Hello, world.")


def test_it_is_no_poison_for_a_batch(server: FaultServer, tmp_path: Path) -> None:
    prompts = [{"id": str(at), "prompt": "hi", "model": "tools" if at % 3 == 1 else "good"} for at in range(6)]
    (tmp_path / "p.jsonl").write_text("".join(json.dumps(prompt) + "\n" for prompt in prompts))
    batch = ("batch", tmp_path / "p.jsonl", "--out", tmp_path / "out", "--base-url", server.base_url)
    first = run(*batch, env=ENV)
    lines = [json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text().splitlines()]
    assert (first.returncode, len(lines), sum(line["complete"] for line in lines)) == (1, 6, 4)
    assert {line["error"]["kind"] for line in lines if not line["complete"]} == {"bug"}
    asked = len(server.requests)
    again = run(*batch, env=ENV)
    assert "4 of 6 done (4 by earlier runs) · 2 failed" in again.stderr
    assert len(server.requests) == asked

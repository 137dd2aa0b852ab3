"""`streamtui serve`: what it says, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands import run, start
from tests.known import known
from tests.recorded import RECORDINGS

QUICKSORT = RECORDINGS / "quicksort.jsonl"


@contextmanager
def serving(*arguments: str | Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The base URL, and the program."""
    process = start("serve", *arguments, "--listen", "127.0.0.1:0")
    try:
        opening = known(process.stdout).readline().decode()
        assert "http://127.0.0.1:" in opening, opening + known(process.stderr).read().decode()
        yield opening.partition(" at ")[2].partition(";")[0], process
    finally:
        process.kill()
        process.wait()
        known(process.stdout).close()
        known(process.stderr).close()


@pytest.mark.skipif("sys.platform == 'win32'")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_what_it_serves_and_ends_with_ctrl_c(number: signal.Signals) -> None:
    with serving(QUICKSORT, RECORDINGS / "calls.jsonl", "--speed", "max") as (url, process):
        done = run("ask", "x", "--json", "--base-url", url, "-m", "qwen2.5-coder-0.5b+cut@5")
        assert json.loads(done.stdout)["content"] == "Quicksort is a"
        with urllib.request.urlopen(f"{url}/models") as models:
            assert json.load(models)["data"][0]["id"] == "qwen2.5-coder-0.5b"
        process.send_signal(number)
        assert process.wait(30) == 0
        said = known(process.stdout).read().decode().splitlines()
        assert known(process.stderr).read() == b""
    assert said[:2] == [
        "  quicksort.jsonl  1 answer  qwen2.5-coder-0.5b",
        "  calls.jsonl      2 answers  qwen2.5-coder-0.5b",
    ]
    lines = [line.partition("  ")[2] for line in said[2:]]
    assert lines[0] == "POST /v1/chat/completions  qwen2.5-coder-0.5b  200  quicksort.jsonl #1  cut@5"
    assert lines[-1] == "GET /v1/models  200  the models"


def test_nobody_who_reads_its_lines_is_waited_for() -> None:
    with serving(QUICKSORT) as (url, process):
        name = "x" * 150
        for _ in range(1_000):
            urllib.request.urlopen(f"{url}/models?{name}").close()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "FILES is missing."),
        ((QUICKSORT, "--listen", "0.0.0.0:0"), "0.0.0.0 can be reached by other machines: give a --token"),
        ((QUICKSORT, "--listen", "here"), "--listen wants HOST:PORT, like 127.0.0.1:4141, not 'here'."),
        ((QUICKSORT, "--listen", "127.0.0.1:70000"), "--listen wants HOST:PORT"),
        ((QUICKSORT, "--speed", "0"), "--speed: max, or a number above 0, is wanted, not '0'."),
        ((QUICKSORT, "--ttft", "soon"), "--ttft: a time, as 2s or 200ms, is wanted, not 'soon'."),
        ((QUICKSORT, "--retry-after", "3"), "--retry-after is told beside a --status: name one."),
        ((QUICKSORT, "--status", "42"), "--status: a whole number from 200 to 599 is wanted, not '42'."),
        ((RECORDINGS / "retry.jsonl",), "There is nothing to serve: no answer of a server is kept in retry.jsonl."),
        ((Path(__file__),), f"{__file__} holds no stream"),
    ],
)
def test_what_can_not_be_meant_is_told(arguments: tuple[str | Path, ...], why: str) -> None:
    done = run("serve", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"streamtui: {why}")


def test_who_listens_for_others_wants_its_token_as_the_key() -> None:
    with serving(QUICKSORT, "--token", "sesame-sesame", "--speed", "max") as (url, _):
        refused = run("ask", "x", "--base-url", url, "-m", "m")
        assert "token" in refused.stderr
        env = {"OPENAI_API_KEY": "sesame-sesame", "OPENAI_BASE_URL": url}
        assert run("ask", "x", "-m", "m", env=env).stdout.startswith("Quicksort")

"""`streamtui.testing`, as a stranger would use it: a project of its own, with its own client, run by pytest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from streamtui.core.faults.faults import ConfigurationError
from streamtui.testing import stream_server
from tests.paths import REPOSITORY
from tests.recorded import RECORDINGS

CONFTEST = 'pytest_plugins = ["streamtui.testing"]\n'
PROGRAM = """
from openai import OpenAI


def summed_up(text, base_url):
    client = OpenAI(base_url=base_url, api_key="any", max_retries=0)
    stream = client.chat.completions.create(
        model="qwen2.5-coder-0.5b", messages=[{"role": "user", "content": text}], stream=True
    )
    said = ""
    try:
        for chunk in stream:
            said += (chunk.choices[0].delta.content or "") if chunk.choices else ""
    except Exception:
        said += " …"
    return said
"""
TESTS = """
import pytest
from openai import RateLimitError

from program import summed_up


def test_a_reply_is_summed_up(stream_server, recording):
    server = stream_server(recording, speed="max")
    assert summed_up("Explain quicksort", server.base_url).startswith("Quicksort is")
    [request] = server.requests
    assert (request.model, request.answer) == ("qwen2.5-coder-0.5b", "quicksort.jsonl #1")
    assert b"Explain quicksort" in request.body


def test_a_reply_that_breaks_off_is_marked(stream_server, recording):
    assert summed_up("x", stream_server(recording, speed="max", cut_at=5).base_url) == "Quicksort is a …"


@pytest.mark.parametrize("status", [429])
def test_a_limit_is_told(stream_server, recording, status):
    with pytest.raises(RateLimitError):
        summed_up("x", stream_server(recording, status=status).base_url)


def test_a_stream_of_my_own(stream_server):
    own = b'data: {"choices": [{"index": 0, "delta": {"content": "Hi"}}]}\\n\\ndata: [DONE]\\n\\n'
    assert summed_up("x", stream_server(own).base_url) == "Hi"
"""


def test_a_stranger_s_tests_pass(tmp_path: Path) -> None:
    recording = (
        f"import pytest\n\n\n@pytest.fixture\ndef recording():\n    return {str(RECORDINGS / 'quicksort.jsonl')!r}\n"
    )
    for name, text in (
        ("conftest.py", CONFTEST + recording),
        ("program.py", PROGRAM),
        ("test_program.py", TESTS),
        ("pytest.ini", "[pytest]\nfilterwarnings = error\n"),
    ):
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout


def test_it_is_there_without_pytest_and_loads_no_client_and_no_screen() -> None:
    code = (
        "import sys; sys.modules['pytest'] = None; from streamtui.testing import stream_server\n"
        "with stream_server(b'data: {}\\n\\n') as server: print(server.base_url)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    url, loaded = done.stdout.splitlines()
    assert url.startswith("http://127.0.0.1:")
    assert {"openai", "httpx2", "textual", "rich", "click"}.isdisjoint(loaded.split())


@pytest.mark.parametrize(
    "option",
    [
        *({"status": 42}, {"speed": 0}, {"speed": "fast"}, {"cut_at": -1}, {"ttft": float("nan")}),
        *({"times": 0}, {"match": "anything"}, {"retry_after": 1}),
    ],
)
def test_an_option_that_can_not_be_meant_is_told(option: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r" can't be meant: .* is wanted\."):
        stream_server(b"data: {}\n\n", **option)


def test_what_can_not_be_served_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read: No such file"):
        stream_server(tmp_path / "none.jsonl")
    with pytest.raises(ValueError, match="There is nothing to serve: name a recording"):
        stream_server()


def test_its_types_are_there_for_the_checkers_of_others() -> None:
    assert (REPOSITORY / "streamtui" / "py.typed").exists()

"""`streamtui check`, run as a person runs it."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from streamtui.checks.catalogue import RULES
from streamtui.core.words.check_report import CheckReport, RuleResult
from streamtui.frontends.headless.check_page import markdown_page
from tests.paths import REPOSITORY
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.defects import KEY, DefectServer
from tests.terminal import Terminal

COMMAND = [sys.executable, "-m", "streamtui", "check"]
Run = Callable[..., Awaitable[tuple[int | None, str, str]]]
COUNT = sum(map(len, RULES.values()))


def pace() -> Callable[[float], Awaitable[None]]:
    """Real pauses in the first reply, which tells whether the server buffers; none after it."""
    left = 60

    async def sleep(_: float) -> None:
        nonlocal left
        left -= 1
        await asyncio.sleep(0.01 if left > 0 else 0)

    return sleep


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command against a server with those defects: exit code, stdout, stderr."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    async def check(*arguments: str, defects: Sequence[str] = ()) -> tuple[int | None, str, str]:
        async with DefectServer(*defects, sleep=pace()) as server:
            command = [*COMMAND, "--base-url", server.base_url, *arguments]
            pipe = asyncio.subprocess.PIPE
            process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, cwd=REPOSITORY)
            out, err = await process.communicate()
            return process.returncode, out.decode(), err.decode()

    return check


async def test_a_good_server_keeps_every_must(run: Run) -> None:
    code, out, err = await run()
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0].startswith("streamtui check · good-model at http://127.0.0.1:")
    assert lines[-1].endswith("No must fails.")
    assert sum(line.startswith(("✓", "!", "–", "✗")) for line in lines) == COUNT


async def test_a_must_that_fails_is_exit_code_1_and_a_line_that_says_what_it_breaks(run: Run, tmp_path: Path) -> None:
    code, out, _ = await run("--markdown", str(tmp_path / "report.md"), defects=["no-done"])
    line = next(line for line in out.splitlines() if "(done)" in line)
    assert code == 1
    assert line.startswith("✗ fail          must Ends with [DONE] (done): the stream ends without it · breaks: ")
    assert "Musts that fail: done." in out
    assert "| ✗ fail | **Ends with \\[DONE\\]** (done, must) |" in (tmp_path / "report.md").read_text()


async def test_json_is_one_object_of_the_contract(run: Run) -> None:
    code, out, _ = await run("--json", "--runs", "1", defects=["no-done"])
    report = json.loads(out)
    assert code == 1
    assert out.isascii()
    assert (report.keys(), report["schema"]) == ({"schema", "rules"}, "streamtui.check.v1")
    assert len(report["rules"]) == COUNT
    done = next(found for found in report["rules"] if found["id"] == "done")
    assert done.keys() == {"id", "title", "status", "must", "evidence", "breaks"}
    assert (done["status"], done["must"], done["evidence"]) == ("fail", True, "the stream ends without it")
    assert {found["status"] for found in report["rules"]} <= {"pass", "warn", "fail", "not_supported"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--runs", "0"], "--runs"),
        (["--timeout", "never"], "--timeout"),
        (["--markdown", "/no/such/folder/report.md"], "no folder /no/such/folder"),
        (["-p", "nobody"], "no profile 'nobody'"),
    ],
)
async def test_wrong_usage_is_exit_code_2(run: Run, arguments: list[str], words: str) -> None:
    code, out, err = await run(*arguments)
    assert (code, out) == (2, "")
    assert words in err


async def test_where_no_model_is_known_that_is_said_in_one_sentence() -> None:
    async with ChatServer(models=[]) as server:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, "--base-url", server.base_url, stderr=asyncio.subprocess.PIPE, cwd=REPOSITORY
        )
        _, err = await process.communicate()
    assert process.returncode == 1
    assert err.decode().endswith("say which one to use, by --model or OPENAI_MODEL.\n")


async def test_a_terminal_shows_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    async with DefectServer("role-everywhere", sleep=pace()) as server:
        command = [*COMMAND, "--base-url", server.base_url]
        with Terminal(command, size=(100, 200), env={"PYTHONPATH": str(REPOSITORY), "COLUMNS": "100"}) as terminal:
            screen = await asyncio.to_thread(terminal.wait_for, "No must fails.")
            code = await asyncio.to_thread(terminal.wait_for_exit)
    lines = screen.splitlines()
    role = next(number for number, line in enumerate(lines) if "The first delta says the role" in line)
    assert code == 0
    assert lines[role].startswith("! warn")
    assert lines[role].rstrip().endswith("times")
    assert all(len(line) <= 100 for line in lines)
    assert "rule " not in screen.replace("rules:", "")


async def test_an_interrupt_is_exit_code_130_and_leaves_no_request_behind(tmp_path: Path) -> None:
    async with ChatServer(replies.Answer(before_headers=[replies.Silence()])) as server:
        command = [*COMMAND, "--base-url", server.base_url, "-m", "any", "--markdown", str(tmp_path / "report.md")]
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=REPOSITORY
        )
        request = await server.asked()
        process.send_signal(signal.SIGINT)
        _, err = await process.communicate()
        await request.gone.wait()
    assert (process.returncode, err.decode()) == (130, "streamtui: Interrupted.\n")
    assert not (tmp_path / "report.md").exists()


def test_what_a_server_says_is_plain_text_on_the_page() -> None:
    result = RuleResult("id", "group", "Title", "fail", True, "<img src=x> | [link](http://x) `*", "Clients.")
    page = markdown_page(CheckReport("a_model at http://x", [result]))
    assert "| \\<img src=x\\> \\| \\[link\\](http://x) \\`\\* | Clients. |" in page
    assert page.startswith("# streamtui check: a\\_model at http://x\n")

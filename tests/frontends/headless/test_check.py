"""`streamtui check`, run as a person runs it."""

from __future__ import annotations

import asyncio
import io
import json
import signal
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from stat import S_IMODE

import pytest

from streamtui.checks.catalogue import RULES
from streamtui.core.words.check_report import Checked, CheckReport, RuleResult
from streamtui.frontends.headless.check import show_check
from streamtui.frontends.headless.check_page import markdown_page
from streamtui.version import __version__
from tests.commands import COMMAND, Done, run, run_in_child, start
from tests.paths import REPOSITORY
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.defects import KEY, DefectServer, paced_at_first
from tests.servers.threaded import in_thread
from tests.terminal import Terminal

Check = Callable[..., Done]
COUNT = sum(map(len, RULES.values()))


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Check:
    """Run the command against a server with those defects."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def check(*arguments: str, defects: Sequence[str] = (), run: Check = run) -> Done:
        with in_thread(DefectServer(*defects, sleep=paced_at_first())) as server:
            return run("check", "--base-url", server.base_url, "--trust-env", *arguments)

    return check


@pytest.mark.parametrize("run", [run, run_in_child])
def test_a_good_server_keeps_every_must(check: Check, run: Check) -> None:
    done = check(run=run)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0].startswith("streamtui check · good-model at http://127.0.0.1:")
    assert lines[-1].endswith("No must fails.")
    assert sum(line.startswith(("✓", "!", "–", "✗")) for line in lines) == COUNT


def test_a_must_that_fails_is_exit_code_1_and_a_line_that_says_what_it_breaks(check: Check, tmp_path: Path) -> None:
    page = tmp_path / "of" / "today" / "report.md"
    done = check("--markdown", str(page), defects=["no-done"])
    line = next(line for line in done.stdout.splitlines() if "(done)" in line)
    assert done.returncode == 1
    assert line.startswith("✗ fail • Ends with [DONE] (done): the stream ends without it · breaks: ")
    assert "Musts that fail: done." in done.stdout
    assert "| ✗ fail | **Ends with \\[DONE\\]** (done, must) |" in page.read_text()
    assert [S_IMODE(path.stat().st_mode) for path in (page, page.parent, tmp_path / "of")] == [0o600, 0o700, 0o700]


def test_a_page_that_is_there_is_kept_before_anything_is_asked_unless_it_may_go(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("mine")
    (tmp_path / "link.md").symlink_to(page)
    nobody = ("check", "--base-url", "http://127.0.0.1:1/v1", "-m", "m")
    for name, words in (("README.md", "stays as it is"), ("link.md", "link.md is a link")):
        done = run(*nobody, "--markdown", str(tmp_path / name))
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert words in done.stderr
    assert "nothing was checked" in run(*nobody, "--markdown", str(page), "--force").stderr
    assert page.read_text() == "mine"


def test_json_is_one_object_of_the_contract(check: Check) -> None:
    ended = check("--json", "--runs", "1", defects=["no-done"])
    report = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert ended.stdout.isascii()
    assert report.keys() == {"schema", "model", "base_url", "api", "version", "rules"}
    assert (report["schema"], report["api"], report["version"]) == ("streamtui.check.v1", "chat", __version__)
    assert len(report["rules"]) == COUNT
    done = next(found for found in report["rules"] if found["id"] == "done")
    assert done.keys() == {"id", "title", "status", "must", "evidence", "breaks"}
    assert (done["status"], done["must"], done["evidence"]) == ("fail", True, "the stream ends without it")
    assert next(found for found in report["rules"] if found["id"] == "first-token")["evidence"].endswith(" in 1 run")
    assert {found["status"] for found in report["rules"]} <= {"pass", "warn", "fail", "not_supported"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--runs", "0"], "--runs"),
        (["--timeout", "never"], "--timeout"),
        (["--markdown", "/proc/no/such/report.md"], "The page /proc/no/such/report.md can't be written: "),
        (["-p", "nobody"], "no profile 'nobody'"),
    ],
)
def test_wrong_usage_is_exit_code_2(check: Check, arguments: list[str], words: str) -> None:
    done = check(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("401", "The key is refused (http://127.0.0.1:"),
        ("404", "The model 404 is refused"),
        ("404-page", "There is no /chat/completions"),
        ("403", "A plain request for a stream is refused"),
        ("500", "A plain request for a stream is refused"),
    ],
)
def test_a_server_that_can_not_be_asked_is_one_sentence(
    fault_url: str, model: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    done = run("check", "--base-url", fault_url, "-m", model, "--trust-env", "--json")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("streamtui: ")
    assert words in done.stderr
    assert KEY not in done.stderr


@pytest.mark.parametrize("more", [(), ("-m", "m")])
def test_nor_is_a_server_that_is_not_there(more: tuple[str, ...]) -> None:
    done = run("check", "--base-url", "http://127.0.0.1:1/v1", *more)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "othing was checked" in done.stderr


def test_a_cause_is_told_once_and_each_group_is_summed_up() -> None:
    class Lines(list[RuleResult]):
        async def results(self) -> AsyncGenerator[RuleResult, None]:
            for result in self:
                yield result

    same = [RuleResult(name, "group", name, "fail", False, "it broke", "Clients.") for name in ("a", "b")]
    out = io.StringIO()
    asyncio.run(
        show_check(Lines(same).results(), 2, Checked("m", "http://x"), as_json=False, out=out, err=io.StringIO())
    )
    assert out.getvalue().count("it broke") == 1
    assert "b (b): as a · breaks: Clients.\n  2 fail\n" in out.getvalue()


def test_where_no_model_is_known_that_is_said_in_one_sentence() -> None:
    with in_thread(ChatServer(models=[])) as server:
        done = run("check", "--base-url", server.base_url)
    assert done.returncode == 2
    assert done.stderr.startswith("streamtui: Nothing was checked: ")
    assert done.stderr.endswith("say which one to use, by --model or OPENAI_MODEL.\n")


async def test_a_terminal_shows_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    async with DefectServer("role-everywhere", sleep=paced_at_first()) as server:
        command = [*COMMAND, "check", "--base-url", server.base_url, "--trust-env"]
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
        page = tmp_path / "report.md"
        process = start("check", "--base-url", server.base_url, "-m", "any", "--markdown", page)
        request = await server.asked()
        process.send_signal(signal.SIGINT)
        _, err = await asyncio.to_thread(process.communicate)
        await request.gone.wait()
    assert (process.returncode, err.decode()) == (130, "streamtui: Interrupted.\n")
    assert not page.exists()


def test_what_a_server_says_is_plain_text_on_the_page() -> None:
    result = RuleResult("id", "group", "Title", "fail", True, "<img src=x> | [link](http://x) `*", "Clients.")
    page = markdown_page(CheckReport(Checked("a_model", "http://x"), [result]))
    assert "| \\<img src=x\\> \\| \\[link\\](http://x) \\`\\* | Clients. |" in page
    assert page.startswith("# streamtui check: a\\_model at http://x\n")

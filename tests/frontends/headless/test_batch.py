"""`streamtui batch`, run as a person runs it: interrupted, killed, run again."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.attachments.images import png
from tests.commands import COMMAND, FAST, run, run_in_child, start
from tests.servers import replies
from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread
from tests.terminal import Terminal

Prompts = Callable[..., Path]


class SayingServer(ChatServer):
    """Answers with what it was asked; holds those back whose prompt says so, and lets them go when told."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    def answer(self, request: RecordedRequest) -> replies.Answer:
        prompt = request.body["messages"][-1]["content"]
        waits = [self.go_on] if prompt.startswith("wait") else []
        return replies.Answer(
            [*replies.text_steps("You said: "), *waits, *replies.text_steps(prompt), *replies.ending()]
        )

    def asked_for(self) -> Counter[str]:
        return Counter(request.body["messages"][-1]["content"] for request in self.requests)


def results(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]


@pytest.fixture
def prompts(tmp_path: Path) -> Prompts:
    def write(*lines: dict[str, Any]) -> Path:
        path = tmp_path / "prompts.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return path

    return write


def test_each_prompt_becomes_a_file_and_a_line(fault_url: str, prompts: Prompts, tmp_path: Path) -> None:
    path = prompts(
        {"id": "a", "prompt": "hi"},
        {"id": "b", "prompt": "hi", "model": "crlf"},
        {"id": "../b", "messages": [{"role": "user", "content": "hi"}], "model": "cut-between"},
        {"id": "c", "prompt": "hi", "model": "401"},
    )
    done = run("batch", path, "--base-url", fault_url, "-m", "good", cwd=tmp_path)
    out = tmp_path / "prompts-replies"
    assert (done.returncode, done.stdout) == (1, "")
    assert (out / "a.md").read_text() == "Hello, world."
    assert sorted(file.name for file in out.iterdir()) == [".lock", "a.md", "b.md", "results.jsonl"]
    assert {line["id"]: (line["schema"], line["complete"]) for line in results(out)} == {
        "a": ("streamtui.reply.v1", True),
        "b": ("streamtui.reply.v1", True),
        "../b": ("streamtui.reply.v1", False),
        "c": ("streamtui.reply.v1", False),
    }
    assert "a: 5 tokens in" in done.stderr
    assert re.search(r"^streamtui: ./4 c: failed: 127\.0\.0\.1", done.stderr, re.MULTILINE)
    assert "2 of 4 done · 2 failed" in done.stderr


def test_a_file_goes_with_each_prompt_and_one_that_can_not_be_sent_is_said_before_any(tmp_path: Path) -> None:
    (tmp_path / "prompts.txt").write_text("one\ntwo\n")
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "b.png").write_bytes(png(2, 1))
    with in_thread(FaultServer()) as server:
        command = ("batch", "prompts.txt", "--base-url", server.base_url, "-m", "good")
        assert run(*command, "--attach", "a.py", "--attach", "b.png", cwd=tmp_path).returncode == 0
        asked = [request.body["messages"][-1]["content"] for request in server.requests]
        refused = run(*command, "--out", "other", "--attach", "none.png", cwd=tmp_path)
        assert len(server.requests) == 2
    words, images = zip(*asked, strict=True)
    assert {part["text"] for part in words} == {f"File `a.py`:\n\n```py\nx = 1\n```\n\n{one}" for one in ("one", "two")}
    assert {part["type"] for part in images} == {"image_url"}
    assert (refused.returncode, refused.stderr.count("none.png is not on this machine")) == (2, 1)


def test_over_responses_what_failed_or_was_cut_is_asked_again_and_nothing_else(prompts: Prompts) -> None:
    models = {"a": "good", "b": "400", "c": "cut-between", "d": "stream-error", "e": "500-twice"}
    path = prompts(*({"id": name, "prompt": "hi", "model": model} for name, model in models.items()))
    with in_thread(FaultServer()) as server:
        command = ("batch", path, "--base-url", server.base_url, "--api", "responses", "--out", "out")
        assert run(*command).returncode == 1
        lines = {line["id"]: line for line in results(Path("out"))}
        assert {name: line["complete"] for name, line in lines.items()} == {name: name in "ae" for name in models}
        assert (lines["c"]["error"]["kind"], lines["c"]["content"]) == ("cut", "Hello, wor")
        assert {request.path for request in server.requests} == {"/v1/responses"}
        asked = len(server.requests)
        assert "2 of 5 done (2 by earlier runs) · 3 failed" in run(*command).stderr
        assert len(server.requests) == asked
        assert run(*command, "--retry-failed").returncode == 1
        assert sorted(request.model for request in server.requests[asked:]) == ["400", "cut-between", "stream-error"]


def test_nothing_is_asked_twice_by_the_same_command_and_failures_only_when_told(
    prompts: Prompts, tmp_path: Path
) -> None:
    out, path = tmp_path / "out", prompts({"id": "a", "prompt": "One"}, {"id": "b", "prompt": "Two"})
    with in_thread(SayingServer()) as server:
        command = ("batch", path, "--out", out, "--base-url", server.base_url)
        assert run(*command).returncode == 0
        broken = (out / "results.jsonl").read_text().replace('"complete": true', '"complete": false', 1)
        (out / "results.jsonl").write_text(broken)
        again = run(*command)
        assert (again.returncode, len(server.requests)) == (1, 2)
        assert "1 of 2 done (1 by earlier runs) · 1 failed" in again.stderr
        retried = run(*command, "--retry-failed")
        assert (retried.returncode, len(server.requests)) == (0, 3)
    assert sorted(line["id"] for line in results(out)) == ["a", "b"]


async def test_ctrl_c_drops_what_runs_and_the_same_command_goes_on(prompts: Prompts, tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = prompts(*({"id": name, "prompt": name} for name in ("one", "wait-1", "wait-2", "two", "three")))
    async with SayingServer() as server:
        command = ("batch", path, "--out", out, "--base-url", server.base_url, "--concurrency", "2")
        process = start(*command)
        await server.asked(3)
        process.send_signal(signal.SIGINT)
        _, errors = await asyncio.to_thread(process.communicate)
        assert process.returncode == 130
        assert b"goes on from here" in errors
        assert b"Traceback" not in errors
        assert ([line["id"] for line in results(out)], (out / "wait-1.md").exists()) == (["one"], False)
        server.go_on.set()
        assert (await asyncio.to_thread(run_in_child, *command)).returncode == 0
        assert server.asked_for()["one"] == 1
    assert sorted(line["id"] for line in results(out)) == ["one", "three", "two", "wait-1", "wait-2"]
    assert (out / "wait-1.md").read_text() == "You said: wait-1"


async def test_kill_9_loses_nothing_and_nothing_is_done_twice(prompts: Prompts, tmp_path: Path) -> None:
    names = [str(number) for number in range(120)]
    out, path = tmp_path / "out", prompts(*({"id": name, "prompt": name} for name in names))
    async with SayingServer() as server:
        command = ("batch", path, "--out", out, "--base-url", server.base_url)
        for kills in (1, 2):
            process = start(*command)
            await server.asked(40 * kills)
            process.kill()
            await asyncio.to_thread(process.communicate)
            kept = [line["id"] for line in results(out)]  # whatever was under way, each line is whole
            assert all((out / f"{name}.md").read_text() == f"You said: {name}" for name in kept)
        before = server.asked_for()
        assert (await asyncio.to_thread(run_in_child, *command)).returncode == 0
        asked = server.asked_for()
    assert sorted(line["id"] for line in results(out)) == sorted(names)
    assert sorted(file.stem for file in out.glob("*.md")) == sorted(names)
    assert not [name for name in kept if asked[name] > before[name]], "what had its line was not asked again"


async def test_two_at_a_time_in_one_folder_are_refused(prompts: Prompts, tmp_path: Path) -> None:
    async with SayingServer() as server:
        command = ("batch", prompts({"prompt": "wait"}), "--out", tmp_path / "out", "--base-url", server.base_url)
        first = start(*command)
        await server.asked()
        second = await asyncio.to_thread(run_in_child, *command)
        assert (second.returncode, "Another batch writes to" in second.stderr) == (2, True)
        server.go_on.set()
        await asyncio.to_thread(first.communicate)
        assert first.returncode == 0


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (({"id": "a", "prompt": "x"}, {"id": "a", "prompt": "y"}), "Two prompts have the id 'a'"),
        (({"id": "a"},), "line 1 needs a prompt or messages"),
    ],
)
def test_a_wrong_file_is_refused_before_anything_is_asked(
    prompts: Prompts, tmp_path: Path, lines: tuple[dict[str, Any], ...], why: str
) -> None:
    done = run("batch", prompts(*lines), "--out", tmp_path / "out", "--base-url", "http://127.0.0.1:9/v1", "-m", "m")
    assert (done.returncode, why in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "more", "asked"),
    [
        ("one\n\ntwo\n", (), {"one", "two"}),
        ('\n{"id": "a", "prompt": "three"}\n', (), {"three"}),
        ("topic\nsea\n", ("--template", "On {topic}"), {"On sea"}),
        ("topic\tx\nsea, sky\t1\n", ("--template", "On {topic}"), {"On sea, sky"}),
    ],
)
def test_prompts_may_come_through_the_pipe(text: str, more: tuple[str, ...], asked: set[str]) -> None:
    with in_thread(SayingServer()) as server:
        done = run("batch", "-", *more, "--base-url", server.base_url, "-m", "m", stdin=text)
    assert (done.returncode, set(server.asked_for())) == (0, asked)
    assert len(results(Path("pipe-replies"))) == len(asked)


def test_code_is_saved_with_the_ending_of_its_language(prompts: Prompts, tmp_path: Path) -> None:
    with in_thread(ChatServer(replies.text("```py", "thon\nprint(1)\n``", "`\n"))) as server:
        path, place = prompts({"id": "a", "prompt": "x"}), ("--base-url", server.base_url)
        run("batch", path, "--out", tmp_path / "out", *place, "--code")
        assert (tmp_path / "out" / "a.code" / "1.py").read_text() == "print(1)\n"
        done = run("ask", "x", *place, "--code", tmp_path / "mine")
    assert (tmp_path / "mine" / "code-1.py").read_text() == "print(1)\n"
    assert f"Saved {tmp_path / 'mine' / 'code-1.py'}" in done.stderr


async def test_on_a_terminal_those_that_run_are_seen_with_their_last_words(prompts: Prompts, tmp_path: Path) -> None:
    async with SayingServer() as server:
        path = prompts({"id": "first", "prompt": "one"}, {"id": "second", "prompt": "wait-2"})
        command = [*COMMAND, "batch", str(path), "--out", str(tmp_path / "out"), "--base-url", server.base_url]

        def watch() -> int:
            with Terminal(command, size=(100, 24), env=FAST) as terminal:
                terminal.wait_for(lambda text: "1 of 2" in text and "second" in text and "You said:" in text)
                loop.call_soon_threadsafe(server.go_on.set)
                terminal.wait_for("2 of 2 done")
                return terminal.wait_for_exit()

        loop = asyncio.get_running_loop()
        assert await asyncio.to_thread(watch) == 0

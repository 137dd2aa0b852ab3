"""What would cost more than the budget of the day is not sent, and that is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Done, run
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread

LIMIT = {"STREAMTUI_LIMITS_COST_USD_PER_DAY": "1"}
SPENT = (
    "of the $1.00 for today is spent, so nothing was sent: `cost_usd_per_day` in [limits] sets how much may be, or "
    "STREAMTUI_LIMITS_COST_USD_PER_DAY for one command."
)


def ask(server: ChatServer, *options: str) -> Done:
    return run("ask", "Hi", "--base-url", server.base_url, "-m", "paid", *options, env=LIMIT)


def test_a_warning_comes_at_most_of_it_and_a_refusal_at_all() -> None:
    with in_thread(ChatServer(replies.priced(0.45, "Hello"))) as server:
        assert ask(server).stderr == ""
        second = ask(server)
        assert (second.returncode, second.stdout) == (0, "Hello\n")
        warned = "$0.9000 of the $1.00 for today is spent; `cost_usd_per_day` in [limits] sets how much may be."
        assert second.stderr == f"streamtui: {warned}\n"
        assert ask(server).returncode == 0
        refused = ask(server, "--json")
        assert (refused.returncode, len(server.requests)) == (1, 3)
        assert SPENT in refused.stderr
        assert json.loads(refused.stdout)["error"]["kind"] == "budget"


@pytest.mark.parametrize("command", ["race", "batch"])
def test_races_and_batches_are_refused_as_a_whole(tmp_path: Path, command: str) -> None:
    (prompts := tmp_path / "prompts.txt").write_text("One\nTwo\n")
    what = ["Hi", "-m", "other"] if command == "race" else [str(prompts), "--out", str(tmp_path / "out")]
    with in_thread(ChatServer(replies.priced(1.5, "Hello"))) as server:
        assert ask(server).returncode == 0
        done = run(command, *what, "--base-url", server.base_url, "-m", "paid", env=LIMIT)
    assert (done.returncode, len(server.requests)) == (1, 1)
    assert done.stderr.endswith(f"streamtui: $1.50 {SPENT}\n")


def test_a_race_that_is_refused_leaves_the_recording_as_it_is(tmp_path: Path) -> None:
    (recording := tmp_path / "race.jsonl").write_text("mine")
    with in_thread(ChatServer(replies.priced(1.5, "Hello"))) as server:
        assert ask(server).returncode == 0
        place = ("--base-url", server.base_url, "-m", "paid", "-m", "other")
        done = run("race", "Hi", *place, "--record", recording, "--force", "--store", env=LIMIT)
    assert (done.returncode, len(server.requests)) == (1, 1)
    assert recording.read_text() == "mine"


def test_a_batch_stops_when_all_is_spent_and_goes_on_later(tmp_path: Path) -> None:
    (prompts := tmp_path / "prompts.txt").write_text("One\nTwo\nThree\n")
    with in_thread(ChatServer(replies.priced(0.6, "Hello"))) as server:
        command = ("batch", prompts, "--out", tmp_path / "out", "--base-url", server.base_url, "-m", "paid")
        first = run(*command, "--concurrency", "1", env=LIMIT)
        assert (first.returncode, len(server.requests)) == (1, 2)
        assert "2 of 3 done" in first.stderr
        assert first.stderr.endswith(f"streamtui: $1.20 {SPENT}\n")
        second = run(*command)
        assert (second.returncode, len(server.requests)) == (0, 3)


@pytest.mark.parametrize("before", [(), ("Hi", "Ho")])
def test_of_a_batch_that_is_kept_what_was_not_asked_is_no_conversation(tmp_path: Path, before: tuple[str, ...]) -> None:
    said = [{"role": role, "content": text} for role, text in zip(("user", "assistant"), before, strict=False)]
    asked = [[*said, {"role": "user", "content": text}] for text in ("One", "Two", "Three")]
    (prompts := tmp_path / "prompts.jsonl").write_text("\n".join(json.dumps({"messages": each}) for each in asked))
    with in_thread(ChatServer(replies.priced(0.6, "Hello"))) as server:
        command = ("batch", prompts, "--out", tmp_path / "out", "--base-url", server.base_url, "-m", "paid", "--store")
        for env, count in ((LIMIT, 2), ({}, 3)):
            run(*command, "--concurrency", "1", env=env)
            assert len(server.requests) == len(run("history", "list").stdout.splitlines()) == count
        assert run("history", "verify").returncode == 0


def test_what_is_not_kept_counts_as_long_as_the_program_runs() -> None:
    with in_thread(ChatServer(replies.priced(0.4, "Hello"))) as server:
        place = ("--base-url", server.base_url, "-m", "paid", "--repeat", "4")
        done = run("race", "Hi", *place, env=LIMIT)
        assert (done.returncode, len(server.requests)) == (1, 3)
        assert ask(server).returncode == 0


def test_a_server_of_this_machine_that_tells_no_cost_is_free() -> None:
    with in_thread(ChatServer(replies.priced(2.0, "Hello"), replies.text("Hello"))) as server:
        assert ask(server).returncode == 0
    with in_thread(ChatServer(replies.text("Hello"))) as other:
        done = run("ask", "Hi", "--base-url", other.base_url, "-m", "free", env=LIMIT)
    assert (done.returncode, done.stderr) == (0, "")

"""Races and batches are kept where that is wanted."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread


def listed() -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("history", "list", "--json").stdout.splitlines()]


def told(identity: str) -> Any:
    return json.loads(run("history", "export", identity, "--format", "json").stdout)


def test_answers_of_a_race_are_branches_of_one_conversation() -> None:
    with in_thread(ChatServer(replies.priced(0.25, "Hello"))) as server:
        place = ("--base-url", server.base_url, "-m", "one", "-m", "two", "--repeat", "2")
        assert run("race", "Who are you?", *place, "--system", "Be brief.", "--store").returncode == 0
    [row] = listed()
    assert (row["title"], row["messages"]) == ("Who are you?", 8)
    assert run("history", "verify").returncode == 0
    whole = told(row["id"])
    assert [message["content"] for message in whole["messages"]] == ["Be brief.", "Who are you?", "Hello"]
    turns = whole["tree"]["turns"]
    asked = [turn for turn in turns if "PromptSubmitted" in [event["event"] for event in turn["events"]]]
    assert len(asked) == 4
    assert len({turn["parent"] for turn in asked}) == 1
    usage = json.loads(run("usage", "--by", "model", "--json").stdout)
    assert {row["model"]: row["replies"] for row in usage["rows"]} == {"one": 2, "two": 2}
    assert usage["sum"]["cost_usd"] == 1.0


def test_each_prompt_of_a_batch_is_a_conversation(tmp_path: Path) -> None:
    (prompts := tmp_path / "prompts.txt").write_text("One\nTwo\n")
    with in_thread(ChatServer(replies.text("Hello"))) as server:
        place = ("--base-url", server.base_url, "-m", "m", "--out", tmp_path / "out", "--system", "Be brief.")
        assert run("batch", prompts, *place, "--store").returncode == 0
    assert sorted((row["title"], row["messages"]) for row in listed()) == [("One", 2), ("Two", 2)]
    assert [message["content"] for message in told(listed()[0]["id"])["messages"]][::2] == ["Be brief.", "Hello"]


def test_a_prompt_of_several_messages_is_kept_with_all_that_was_said_before(tmp_path: Path) -> None:
    said = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": "First?"},
        {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": "Second?"},
    ]
    called = [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]
    answered = [
        {"role": "user", "content": "What is it?"},
        {"role": "assistant", "content": None, "tool_calls": called},
        {"role": "tool", "tool_call_id": "c", "content": "42"},
    ]
    (prompts := tmp_path / "prompts.jsonl").write_text(
        "".join(json.dumps({"messages": m}) + "\n" for m in (said, answered))
    )
    with in_thread(ChatServer(replies.text("Hello"))) as server:
        place = ("--base-url", server.base_url, "-m", "m")
        done = run("batch", prompts, *place, "--out", tmp_path / "out", "--store")
        assert (done.returncode, run("history", "verify").returncode) == (0, 0)
        rows = {row["title"]: row for row in listed()}
        assert {title: row["messages"] for title, row in rows.items()} == {"First?": 4, "What is it?": 3}
        reply = {"role": "assistant", "content": "Hello"}
        assert told(rows["First?"]["id"])["messages"] == [{**said[0], "role": "system"}, *said[1:], reply]
        assert told(rows["What is it?"]["id"])["messages"] == [*answered, reply]
        assert run("ask", "Third?", *place, "--resume", rows["First?"]["id"]).returncode == 0
        assert [one["content"] for one in server.requests[-1].messages][-3:] == ["Second?", "Hello", "Third?"]
    assert json.loads(run("usage", "--json").stdout)["sum"]["replies"] == 3


def test_a_reply_that_failed_is_kept_as_such() -> None:
    with in_thread(ChatServer(replies.document({}, 401))) as server:
        place = ("--base-url", server.base_url, "-m", "one", "-m", "two")
        assert run("race", "Hi", *place, "--store").returncode == 1
    [row] = listed()
    assert row["title"] == "Hi"


def test_nothing_is_kept_unless_it_is_said(tmp_path: Path) -> None:
    (prompts := tmp_path / "prompts.txt").write_text("One\n")
    with in_thread(ChatServer(replies.text("Hello"))) as server:
        place = ("--base-url", server.base_url, "-m", "m")
        assert run("race", "Hi", *place, "-m", "n").returncode == 0
        assert run("batch", prompts, *place, "--out", tmp_path / "out").returncode == 0
    assert not list(Path(os.environ["STREAMTUI_DATA_DIR"]).glob("conversations*"))


@pytest.mark.parametrize("command", [("race", "Hi", "-m", "n"), ("batch", "prompts.txt", "--out", "out")])
def test_where_none_is_to_be_kept_nothing_is_asked(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "prompts.txt").write_text("One\n")
    place = ("--base-url", "http://127.0.0.1:9/v1", "-m", "m", "--store")
    off = run(*command, *place, cwd=tmp_path, env={"STREAMTUI_STORE_KEEP": "false"})
    both = run("--no-store", *command, *place, cwd=tmp_path)
    assert (off.returncode, off.stdout) == (both.returncode, both.stdout) == (2, "")
    assert off.stderr == (
        "streamtui: Nothing is kept where `keep = false` in [store] says so: drop that, or --store.\n"
    )
    assert both.stderr.startswith("streamtui: --store and --no-store can't both be meant: drop one of them.")
    assert not (tmp_path / "out" / "results.jsonl").exists()
    assert not list(Path(os.environ["STREAMTUI_DATA_DIR"]).glob("conversations*"))


def test_where_it_cannot_be_kept_the_replies_come_and_that_is_told(tmp_path: Path) -> None:
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    data.mkdir(parents=True, exist_ok=True)
    (data / "conversations.sqlite").mkdir()
    (prompts := tmp_path / "prompts.txt").write_text("One\nTwo\n")
    with in_thread(ChatServer(replies.text("Hello"))) as server:
        place = ("--base-url", server.base_url, "-m", "m", "--store")
        race = run("race", "Hi", *place, "-m", "n", "--text")
        batch = run("batch", prompts, *place, "--out", tmp_path / "out")
    assert "Hello" in race.stdout
    assert len(list((tmp_path / "out").glob("*.md"))) == 2
    for done in (race, batch):
        assert done.returncode == 1
        assert done.stderr.count("conversations.sqlite is a folder") == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("usage",), 0),
        (("history", "list"), 0),
        (("ask", "Hi"), 0),
        (("ask", "Hi", "--continue"), 2),
        (("ask", "Hi", "--no-store"), 0),
        (("race", "Hi", "--store"), 0),
        (("batch", "prompts.txt", "--out", "out", "--store"), 0),
    ],
)
def test_that_the_file_was_broken_is_told_once(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    (tmp_path / "prompts.txt").write_text("One\nTwo\n")
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    data.mkdir(parents=True, exist_ok=True)
    (data / "conversations.sqlite").write_text("This is no database. " * 100)
    with in_thread(ChatServer(replies.text("Hello"))) as server:
        place = ("--base-url", server.base_url, "-m", "m") if words[0] in ("ask", "race", "batch") else ()
        done = run(*words, *place, env={"STREAMTUI_LIMITS_COST_USD_PER_DAY": "1"}, cwd=tmp_path)
    assert done.returncode == code
    assert done.stderr.count("The file of conversations was broken, and lies at") == 1

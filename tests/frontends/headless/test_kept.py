"""Conversations of the pipes are kept and gone on with."""

from __future__ import annotations

import os
from pathlib import Path

from tests.commands import Done, run
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread


def said(request: dict[str, object]) -> list[object]:
    messages = request["messages"]
    assert isinstance(messages, list)
    return [message["content"] for message in messages]


def test_a_conversation_goes_on_in_another_run() -> None:
    with in_thread(FaultServer()) as server:
        place = ("--base-url", server.base_url, "-m", "good")
        assert run("ask", "One", *place, "--system", "Be brief.").returncode == 0
        assert run("ask", "Other", *place).returncode == 0
        assert run("ask", "-c", "Two", *place).returncode == 0
        first = run("history", "search", "One", "--json").stdout.split('"id": "')[1][:8]
        assert run("ask", "--resume", first, "Three", *place).returncode == 0
    assert [said(request.body) for request in server.requests] == [
        ["Be brief.", "One"],
        ["Other"],
        ["Other", "Hello, world.", "Two"],
        ["Be brief.", "One", "Hello, world.", "Three"],
    ]


def test_who_answered_last_answers_on_unless_somebody_else_is_named() -> None:
    config = Path(os.environ["STREAMTUI_CONFIG_DIR"]) / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)

    def configure(**urls: str) -> None:
        lines = [f'[profiles.{name}]\nbase_url = "{url}"\nmodel = "good"\n' for name, url in urls.items()]
        config.write_text("".join(lines))

    with in_thread(FaultServer()) as one, in_thread(FaultServer()) as other:
        configure(one=one.base_url, other=other.base_url)
        assert run("ask", "Hi", "-p", "other", "-m", "bom", "--api", "responses").returncode == 0
        assert run("ask", "-c", "And?").returncode == 0
        assert [(sent.path, sent.body["model"]) for sent in other.requests] == [("/v1/responses", "bom")] * 2
        assert run("ask", "-c", "And?", "-m", "crlf").returncode == 0
        assert [(sent.path, sent.body["model"]) for sent in one.requests] == [("/v1/chat/completions", "crlf")]
        assert run("ask", "-c", "And?").returncode == 0
        assert one.requests[-1].body["model"] == "crlf"
        configure(other=other.base_url, one=other.base_url)
        assert run("ask", "-c", "And?").returncode == 0
        assert (other.requests[-1].path, other.requests[-1].body["model"]) == ("/v1/chat/completions", "good")


def test_a_reply_that_broke_off_is_kept_as_such(fault_url: str) -> None:
    assert run("ask", "One", "--base-url", fault_url, "-m", "cut-between").returncode == 1
    assert "cut" in run("history", "list").stdout


def test_nothing_is_left_where_nothing_is_to_be_kept(fault_url: str) -> None:
    data = Path(os.environ["STREAMTUI_DATA_DIR"])
    place = ("--base-url", fault_url, "-m", "good")
    assert run("ask", "One", *place, "--no-store").returncode == 0
    assert run("ask", "One", *place, env={"STREAMTUI_STORE_KEEP": "false"}).returncode == 0
    assert not list(data.glob("conversations*"))
    for how in (("--no-store",), ()):
        done = run("ask", "-c", "Two", *place, *how, env={} if how else {"STREAMTUI_STORE_KEEP": "false"})
        assert done.returncode == 2
        assert "No conversation can be gone on with where none is kept" in done.stderr


def refused(done: Done, sentence: str) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"streamtui: {sentence}\n"


def test_what_is_not_there_is_not_gone_on_with(fault_url: str) -> None:
    place = ("--base-url", fault_url, "-m", "good")
    refused(run("ask", "-c", "One", *place), "No conversation is kept yet, so there is none to go on with.")
    refused(
        run("ask", "--resume", "beef", "One", *place),
        "There is no conversation 'beef': `streamtui history list` names them.",
    )


def test_what_is_looked_for_is_filtered(fault_url: str) -> None:
    assert run("ask", "One", "--base-url", fault_url, "-m", "good").returncode == 0
    assert run("ask", "One", "--base-url", fault_url, "-m", "cut-between").returncode == 1
    assert len(run("history", "search", "one").stdout.splitlines()) == 2
    [cut] = run("history", "search", "is:cut one after:1d").stdout.splitlines()
    assert "cut-between" in cut
    assert run("history", "search", "one model:zebra").stdout == ""
    unfinished = run("history", "search", "has:")
    assert (unfinished.returncode, unfinished.stdout) == (2, "")
    assert "has: takes code or call." in unfinished.stderr


def test_on_the_pipes_nobody_chooses(fault_url: str) -> None:
    done = run("ask", "One", "--base-url", fault_url, "-m", "good", "--resume")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Which conversation? Give --resume an ID" in done.stderr

"""Conversations in the Responses API are gone on with in a later run as they would have been in the first one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread

SEALED = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "sealed"}
REASONING = {"type": "reasoning", "summary": [], "encrypted_content": "sealed"}


def answer(text: str, identity: str = "r", **marks: str) -> replies.Answer:
    return replies.response(SEALED, replies.said(text, **marks), identity=identity)


def said(text: str) -> dict[str, str]:
    return {"type": "message", "role": "user", "content": text}


@pytest.fixture(params=["client", "server"])
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with in_thread(ChatServer()) as running:
        yield running


def configure(server: ChatServer, state: str) -> None:
    path = Path(os.environ["STREAMTUI_CONFIG_DIR"]) / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    names = ("here", "there")
    path.write_text(
        "\n".join(
            f'[profiles.{name}]\nbase_url = "{server.base_url}"\nmodel = "gpt-5-mini"\napi = "responses"\n'
            f'state = "{state}"\n'
            for name in names
        )
    )
    path.chmod(0o600)


def ask(*words: str) -> None:
    done = run("ask", *words)
    assert (done.returncode, "streamtui:" in done.stderr) == (0, False)


def inputs(server: ChatServer) -> list[list[dict[str, Any]]]:
    return [request.body["input"] for request in server.requests]


def test_what_the_server_wants_back_comes_back_from_the_store(server: ChatServer) -> None:
    configure(server, "client")
    server.say(answer("One.", phase="final_answer"), answer("Two."), answer("Three."))
    for words in (["Hi"], ["-c", "More"], ["-c", "And more"]):
        ask(*words)
    first = {**replies.said("One."), "phase": "final_answer"}
    second = [said("Hi"), REASONING, first, said("More")]
    assert inputs(server) == [[said("Hi")], second, [*second, REASONING, replies.said("Two."), said("And more")]]


def test_a_call_comes_back_with_its_namespace_behind_what_led_to_it(server: ChatServer) -> None:
    configure(server, "client")
    call = {**replies.called("c1", "calculate", '{"expression": "1+1"}'), "namespace": "sums"}
    server.say(replies.response(SEALED, call), answer("Two."), answer("Yes."))
    ask("What is 1 + 1?", "--tool", "calculate")
    ask("-c", "Sure?")
    _, second, third = inputs(server)
    assert [item["type"] for item in second] == ["message", "reasoning", "function_call", "function_call_output"]
    assert second[2] == call
    assert third == [*second, REASONING, replies.said("Two."), said("Sure?")]


def test_a_server_that_keeps_responses_is_sent_what_is_new(server: ChatServer) -> None:
    configure(server, "server")
    server.say(answer("One.", "r1"), answer("Two.", "r2"), answer("Three.", "r3"))
    for words in (["Hi"], ["-c", "More"], ["-c", "And more"]):
        ask(*words)
    assert [request.body.get("previous_response_id") for request in server.requests] == [None, "r1", "r2"]
    assert inputs(server) == [[said("Hi")], [said("More")], [said("And more")]]


@pytest.mark.parametrize("changed", [("--profile", "there"), ("--model", "gpt-5-nano")])
def test_after_a_change_of_model_or_server_nothing_of_the_other_one_goes_back(
    server: ChatServer, state: str, changed: tuple[str, str]
) -> None:
    configure(server, state)
    server.say(answer("One.", "r1"), answer("Two.", "r2"))
    ask("Hi")
    ask("-c", "More", *changed)
    assert inputs(server)[1] == [said("Hi"), replies.said("One."), said("More")]
    assert "previous_response_id" not in server.requests[1].body


def test_another_server_under_the_same_name_is_told_all(server: ChatServer) -> None:
    configure(server, "server")
    server.say(answer("One.", "r1"))
    ask("Hi")
    with in_thread(ChatServer(answer("Two.", "r2"))) as other:
        configure(other, "server")
        ask("-c", "More")
        assert "previous_response_id" not in other.requests[0].body
        assert inputs(other) == [[said("Hi"), replies.said("One."), said("More")]]


def test_a_call_that_the_server_ran_is_found_as_any_other(server: ChatServer) -> None:
    configure(server, "client")
    searched = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
    server.say(replies.response(searched, replies.said("The Rhine.")), replies.response(replies.said("None.")))
    ask("Which river?")
    ask("Which lake?")
    assert run("history", "search", "has:call").stdout.split()[-2:] == ["Which", "river?"]

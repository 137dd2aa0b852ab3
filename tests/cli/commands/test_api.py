"""Which API is spoken: said by an option, a variable or the profile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import run
from tests.servers import replies
from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.defects import KEY
from tests.servers.responses_defects import ResponsesServer
from tests.servers.threaded import in_thread

CHAT = "/v1/chat/completions"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with in_thread(ChatServer(replies.response(replies.said("Hello.")))) as there:
        yield there


def place(server: ChatServer) -> tuple[str, ...]:
    return ("--base-url", server.base_url, "-m", "m")


def test_an_option_says_it(server: ChatServer) -> None:
    line = json.loads(run("ask", "Hi", *place(server), "--api", "responses", "--json").stdout)
    told = [line[name] for name in ("content", "api", "response_id", "complete")]
    assert told == ["Hello.", "responses", "resp_1", True]


def test_a_variable_says_it_and_the_option_goes_before_it(server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMTUI_API", "responses")
    assert run("ask", "Hi", *place(server)).stdout.strip() == "Hello."
    server.say(replies.text("Chat."))
    assert run("ask", "Hi", *place(server), "--api", "chat").stdout.strip() == "Chat."
    monkeypatch.setenv("STREAMTUI_API", "telepathy")
    told = run("ask", "Hi", *place(server))
    assert told.returncode != 0
    assert "STREAMTUI_API is 'telepathy'" in told.stderr


def test_a_profile_says_that_the_server_keeps_what_is_said(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    profile = f'[profiles.p]\nbase_url = "{server.base_url}"\nmodel = "m"\napi = "responses"\nstate = "server"\n'
    (tmp_path / "config.toml").write_text(profile)
    monkeypatch.setenv("STREAMTUI_CONFIG_DIR", str(tmp_path))
    assert run("ask", "Hi", "--profile", "p").stdout.strip() == "Hello."
    assert server.requests[0].body["store"] is True


def test_a_call_that_broke_off_is_not_run_and_the_model_is_told_why(server: ChatServer) -> None:
    half = replies.called("c1", "calculate", '{"expression": ')
    cut = replies.response(half, status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    server.say(cut, replies.response(replies.said("Well.")))
    told = run("ask", "Hi", *place(server), "--api", "responses", "--tool", "calculate")
    assert told.stdout.strip() == "Well."
    [result] = [item for item in server.requests[1].body["input"] if item["type"] == "function_call_output"]
    assert "limit of tokens" in result["output"]


@pytest.mark.parametrize(("api", "paths"), [("responses", {"/v1/responses"}), ("both", {"/v1/responses", CHAT})])
def test_check_asks_for_what_it_says(api: str, paths: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    async def sleep(_: float) -> None:
        """Nothing is timed here."""

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with in_thread(ResponsesServer(sleep=sleep)) as server:
        told = run("check", "--base-url", server.base_url, "--trust-env", "--runs", "1", "--json", "--api", api)
    ids = {rule["id"] for rule in json.loads(told.stdout)["rules"]}
    assert told.stderr == ""
    assert {request.path.partition("/resp_")[0] for request in server.requests} == paths
    assert ("done" in ids, "responses-done" in ids) == (CHAT in paths, True)


def test_a_server_without_the_api_that_is_asked_for_is_one_sentence() -> None:
    with in_thread(ChatServer(replies.document({"error": {"message": "Not Found"}}, 404))) as server:
        told = run("check", *place(server), "--api", "responses")
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
    assert "There is no /responses" in told.stderr


@pytest.mark.parametrize(("missing", "status"), [("input", 404), ("input", 405), ("messages", 404)])
def test_of_both_the_one_that_a_server_does_not_have_is_not_supported(
    missing: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OneSided(ResponsesServer):
        def answer(self, request: RecordedRequest) -> replies.Answer:
            return replies.page("<h1>No</h1>", status) if missing in request.body else super().answer(request)

    async def sleep(_: float) -> None:
        """Nothing is timed here."""

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with in_thread(OneSided(sleep=sleep)) as server:
        told = run("check", "--base-url", server.base_url, "--trust-env", "--runs", "1", "--json", "--api", "both")
        asked = [request for request in server.requests if missing in request.body]
    rules = json.loads(told.stdout)["rules"]
    seen = {rule["evidence"] for rule in rules if rule["id"].startswith("responses-") == (missing == "input")}
    assert seen == {f"there is no {'/responses' if missing == 'input' else '/chat/completions'}"}
    assert len(asked) == 1
    assert "pass" in {rule["status"] for rule in rules}


def test_where_neither_is_there_that_is_one_sentence() -> None:
    with in_thread(ChatServer(replies.document({"error": {"message": "Not Found"}}, 404))) as server:
        told = run("check", *place(server), "--api", "both")
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
    assert "There is no /chat/completions" in told.stderr


def test_nothing_but_a_check_speaks_both() -> None:
    told = run("ask", "Hi", "--api", "both")
    assert told.returncode == 2
    assert "both" in told.stderr


WANTS = {"type": "mcp_approval_request", "id": "a1", "name": "roll", "arguments": "{}", "server_label": "dice"}
_SAID = replies.response(replies.said("Well."))


@pytest.mark.parametrize(("options", "approve"), [((), False), (("--yes",), True)])
def test_what_a_server_wants_to_run_is_refused_without_a_person_and_let_run_by_an_option(
    server: ChatServer, options: tuple[str, ...], approve: bool
) -> None:
    server.say(replies.response(WANTS), _SAID)
    told = run("ask", "Hi", *place(server), "--api", "responses", *options)
    assert (told.returncode, told.stdout) == (0, "Well.\n")
    answer = server.requests[-1].body["input"][-1]
    assert (answer["approval_request_id"], answer["approve"]) == ("a1", approve)
    assert ("nobody can be asked here. --yes allows such calls." in told.stderr) is not approve
    assert f"mcp dice roll · server {{}}: {'approved' if approve else 'refused'}" in told.stderr


def test_the_line_of_a_reply_says_what_was_answered(server: ChatServer) -> None:
    server.say(replies.response(WANTS), _SAID)
    first, second = map(
        json.loads, run("ask", "Hi", *place(server), "--api", "responses", "--json").stdout.splitlines()
    )
    assert first["server_calls"] == [{"type": "mcp_approval_request", "id": "a1", "status": "refused"}]
    assert (first["finish_reason"], first["tool_calls"], first["complete"]) == ("stop", [], True)
    assert second["content"] == "Well."


def test_what_a_client_is_to_run_ends_the_turn_without_tools_and_is_told(server: ChatServer) -> None:
    action = {"type": "exec", "command": ["ls", "-l"]}
    shell = {"type": "local_shell_call", "id": "l", "call_id": "l1", "status": "completed", "action": action}
    server.say(replies.response(shell))
    told = run("ask", "Hi", *place(server), "--api", "responses")
    assert (told.returncode, len(server.requests)) == (0, 1)
    assert "local_shell · client ls -l: not run" in told.stderr
    assert "which a client is to run: streamtui does not, so nothing was run." in told.stderr

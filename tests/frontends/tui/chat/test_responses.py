"""The app against a server of the Responses API: thoughts, calls, ends of all kinds."""

from __future__ import annotations

import asyncio

import pytest

from streamtui.core.chat.reply import ReplyState
from streamtui.frontends.tui.kit import guard
from tests.doubles.tools import FakeToolbox
from tests.frontends.tui.live_stage import live_stage
from tests.known import known
from tests.servers import replies
from tests.servers.chat_server import ChatServer

THOUGHT = {
    "type": "reasoning",
    "summary": [{"type": "summary_text", "text": "They want a river."}],
    "encrypted_content": "sealed",
}


@pytest.fixture(autouse=True)
def speaks_responses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMTUI_API", "responses")
    for name in ("QUIET_S", "TYPING_S"):  # questions come up, and are answered, without a wait
        monkeypatch.setattr(guard, name, 0.0)


async def test_thoughts_fold_and_the_answer_stands_below() -> None:
    async with (
        ChatServer(replies.response(THOUGHT, replies.said("The **Nile**."))) as server,
        live_stage(server.base_url, "gpt-5-mini", size=(80, 24)) as on,
    ):
        await on.ask("Name a river")
        assert "They want a river." not in on.text
        assert "The Nile." in on.text
        await on.press("tab", "space")
        await on.shows("They want a river.")
        await on.press("space")
        assert "They want a river." not in on.text


async def test_two_calls_run_and_go_back_with_what_the_model_thought() -> None:
    calls = [replies.called(f"c{number}", "fake", f'{{"n": {number}}}') for number in (1, 2)]
    async with (
        ChatServer(replies.response(THOUGHT, *calls), replies.response(replies.said("Done."))) as server,
        live_stage(server.base_url, "gpt-5-mini", size=(100, 30), toolbox=FakeToolbox()) as on,
    ):
        await on.ask("Do both")
        assert on.text.count("✓ fake") == 2
        assert "Done." in on.text
        kinds = [item["type"] for item in server.requests[1].body["input"]]
    assert kinds == ["message", "reasoning", "function_call", "function_call", *["function_call_output"] * 2]


async def test_the_other_api_is_asked_from_the_next_request_on() -> None:
    async with (
        ChatServer(replies.response(replies.said("One.")), replies.text("Two.")) as server,
        live_stage(server.base_url, "gpt-5-mini", size=(100, 24)) as on,
    ):
        await on.ask("Hi")
        for words, answer in (
            ("/api", "is asked in the Responses API; /api NAME"),
            ("/api chta", "There is no API chta (perhaps chat)"),
            ("/api chat", "is asked in chat completions from the next request on."),
        ):
            await on.send(words)
            await on.shows(answer)
        await on.ask("Again")
        assert "Two." in on.text
        assert [request.path for request in server.requests] == ["/v1/responses", "/v1/chat/completions"]
        assert known(on.state.reply).api == "chat"


async def test_a_call_is_watched_while_it_is_written() -> None:
    goes_on = asyncio.Event()
    opened = {"type": "function_call", "call_id": "c1", "name": "fake", "arguments": ""}
    steps: list[replies.Step] = [
        replies.response_event("output_item.added", output_index=0, item=opened),
        replies.response_event("function_call_arguments.delta", output_index=0, delta='{"city": "New Yo'),
        goes_on,
        replies.response_event("function_call_arguments.delta", output_index=0, delta='rk"}'),
        replies.response_event("completed", response={"status": "completed", "output": []}),
    ]
    async with (
        ChatServer(replies.Answer(steps), replies.response(replies.said("Done."))) as server,
        live_stage(server.base_url, "m", size=(100, 30), toolbox=FakeToolbox()) as on,
    ):
        await on.send("Where?")
        await on.shows('"New Yo')
        assert "writing" in on.text
        goes_on.set()
        await on.shows("Done.")
        await on.idle()


@pytest.mark.parametrize(
    ("reason", "words"), [("max_output_tokens", "no more tokens were left"), ("content_filter", "content filter")]
)
async def test_an_incomplete_one_says_why(reason: str, words: str) -> None:
    cut = replies.response(replies.said("Half a"), status="incomplete", incomplete_details={"reason": reason})
    async with ChatServer(cut) as server, live_stage(server.base_url, "m", size=(100, 30)) as on:
        await on.ask("Go")
        assert "Half a" in on.text
        assert words in on.text


async def test_a_failed_one_is_a_fault_and_keeps_what_came() -> None:
    failed = replies.response(replies.said("Half a"), status="failed", error={"code": "server_error", "message": "Oh."})
    async with ChatServer(failed) as server, live_stage(server.base_url, "m", size=(100, 30)) as on:
        await on.ask("Go")
        assert "Half a" in on.text
        assert known(on.state.reply).state is ReplyState.CUT
        assert known(on.state.fault).kind == "server"


def wants(identity: str = "a1", **more: object) -> dict[str, object]:
    item = {"type": "mcp_approval_request", "id": identity, "name": "shorten", "arguments": '{"url": "example.org"}'}
    return {**item, "server_label": "zip1", **more}


async def test_what_a_server_wants_to_run_is_asked_about_as_what_it_is() -> None:
    ran = {"type": "mcp_call", "id": "m1", "approval_request_id": "a1", "status": "completed", "name": "shorten"}
    done = replies.response({**ran, "server_label": "zip1", "output": "x"}, replies.said("Short."))
    async with (
        ChatServer(replies.response(wants()), done) as server,
        live_stage(server.base_url, "m", size=(100, 30), toolbox=FakeToolbox()) as on,
    ):
        await on.send("Shorten it")
        await on.shows("Run shorten?")
        assert "MCP zip1" in on.text
        assert "run by the server · may change something" in on.text
        assert '"example.org"' in on.text
        await on.press("y")
        await on.shows("Short.")
        await on.idle()
        assert "✓ mcp zip1 shorten · server" in on.text
        assert "approved" in on.text
        assert server.requests[1].body["input"][-1] == {
            "type": "mcp_approval_response",
            "approval_request_id": "a1",
            "approve": True,
        }


async def test_a_stop_while_a_server_asks_leaves_it_unanswered() -> None:
    async with (
        ChatServer(replies.response(wants())) as server,
        live_stage(server.base_url, "m", size=(100, 30)) as on,
    ):
        await on.send("Shorten it")
        await on.shows("Run shorten?")
        await on.press("s")
        await on.idle()
        assert "not answered" in on.text
        assert len(server.requests) == 1


async def test_a_name_of_a_server_does_nothing_to_the_screen() -> None:
    evil = wants(name="rm\x1b[2J\n" + "x" * 900, server_label="\x1b]0;evil\x07 label")
    async with (
        ChatServer(replies.response(evil), replies.response(replies.said("Well."))) as server,
        live_stage(server.base_url, "m", size=(80, 24)) as on,
    ):
        await on.send("Shorten it")
        await on.shows("rm␛")
        assert "\x1b" not in on.text
        await on.press("n")
        await on.shows("Well.")
        await on.idle()
        assert "\x1b" not in on.text


async def test_what_a_client_is_to_run_is_not_run_and_the_reply_goes_on() -> None:
    patch = {
        "type": "apply_patch_call",
        "call_id": "p1",
        "status": "completed",
        "operation": {"type": "create_file", "path": "list.md", "diff": "+milk"},
    }
    async with (
        ChatServer(replies.response(patch), replies.response(replies.said("Write it yourself."))) as server,
        live_stage(server.base_url, "m", size=(120, 40), toolbox=FakeToolbox()) as on,
    ):
        await on.ask("Make a list")
        assert "○ apply_patch list.md · client  +milk" in on.text
        assert "not run" in on.text
        assert "which a client is to run: streamtui does not, so nothing was run." in on.text
        assert "Write it yourself." in on.text


async def test_a_search_of_the_server_is_seen_live_and_its_sources_below_the_answer() -> None:
    steps = [asyncio.Event() for _ in range(3)]
    call = {"type": "web_search_call", "id": "ws1", "status": "in_progress"}
    searched = {**call, "status": "completed", "action": {"type": "search", "query": "longest river"}}
    source = {"type": "url_citation", "url": "https://example.org/nile", "title": "The Nile", "start_index": 0}
    part = {"type": "output_text", "text": "The Nile.", "annotations": [source]}
    body: list[replies.Step] = [
        replies.response_event("created", response={"id": "r1", "model": "m", "output": []}),
        replies.response_event("output_item.added", output_index=0, item=call),
        replies.response_event("web_search_call.in_progress", output_index=0, item_id="ws1"),
        steps[0],
        replies.response_event("web_search_call.searching", output_index=0, item_id="ws1"),
        steps[1],
        replies.response_event("web_search_call.completed", output_index=0, item_id="ws1"),
        replies.response_event("output_item.done", output_index=0, item=searched),
        replies.response_event("output_item.added", output_index=1, item={"type": "message", "content": []}),
        replies.response_event("output_text.delta", output_index=1, content_index=0, delta="The Nile."),
        steps[2],
        replies.response_event("output_text.annotation.added", output_index=1, annotation=source),
        replies.response_event("output_item.done", output_index=1, item={"type": "message", "content": [part]}),
        replies.response_event("completed", response={"id": "r1", "status": "completed", "output": []}),
    ]
    async with (
        ChatServer(replies.Answer(body)) as server,
        live_stage(server.base_url, "m", size=(100, 30), toolbox=FakeToolbox()) as on,
    ):
        await on.send("Which river?")
        await on.shows("◆ web_search · server")
        await on.shows("in progress")
        assert "◌ web_search in progress" in on.text
        steps[0].set()
        await on.shows("◌ web_search searching")
        steps[1].set()
        await on.shows("✓ web_search · server  longest river")
        await on.shows("The Nile.")
        assert "completed" in on.text
        assert "[1]" not in on.text
        steps[2].set()
        await on.shows("[1] The Nile  https://example.org/nile")
        await on.idle()
        assert len(server.requests) == 1


async def test_code_that_the_server_runs_grows() -> None:
    goes_on = asyncio.Event()
    call = {"type": "code_interpreter_call", "id": "ci1", "status": "in_progress", "code": ""}
    body: list[replies.Step] = [
        replies.response_event("output_item.added", output_index=0, item=call),
        replies.response_event("code_interpreter_call_code.delta", output_index=0, delta="import math\n"),
        goes_on,
        replies.response_event("code_interpreter_call_code.delta", output_index=0, delta="math.pi"),
        replies.response_event("code_interpreter_call.interpreting", output_index=0),
        replies.response_event("output_item.done", output_index=0, item={**call, "status": "completed"}),
        replies.response_event("completed", response={"status": "completed", "output": []}),
    ]
    async with ChatServer(replies.Answer(body)) as server, live_stage(server.base_url, "m", size=(100, 30)) as on:
        await on.send("Compute")
        await on.shows("server  import math␊▌")
        goes_on.set()
        await on.shows("✓ code_interpreter · server  import math␊math.pi")
        await on.idle()

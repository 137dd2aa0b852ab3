"""The app against a server of the Responses API: thoughts, calls, ends of all kinds."""

from __future__ import annotations

import asyncio

import pytest

from streamtui.core.chat.reply import ReplyState
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

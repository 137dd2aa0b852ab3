"""A server of the Responses API that keeps what was said: requests go on from its last response."""

from __future__ import annotations

from typing import Any

import pytest

from streamtui.cli.clock import SystemClock
from streamtui.core.chat.events import NoticeIssued, StreamEvent
from streamtui.core.chat.messages import UserMessage
from streamtui.providers.api_choice import ApiChoice
from streamtui.session.live import LiveSession
from tests.doubles.clocks import numbered_ids
from tests.doubles.providers import FakeEndpoint
from tests.doubles.tools import FakeToolbox
from tests.known import known
from tests.providers.talk import make_provider
from tests.servers import replies
from tests.servers.chat_server import ChatServer

SEALED = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "sealed"}


def conversing(server: ChatServer) -> LiveSession:
    return conversing_with(server)[0]


def conversing_with(server: ChatServer) -> tuple[LiveSession, FakeEndpoint]:
    provider = make_provider(server.base_url, choice=ApiChoice("responses", keeps=True))
    endpoint = FakeEndpoint(provider, model="gpt-5-mini", label="")
    session = LiveSession(provider, endpoint, SystemClock(), new_id=numbered_ids(), toolbox=FakeToolbox())
    return session, endpoint


def said(text: str, identity: str) -> replies.Answer:
    return replies.response(SEALED, replies.said(text), identity=identity)


def asked(server: ChatServer) -> list[tuple[str | None, list[str]]]:
    """What each request goes on from, and the types of its items."""
    return [
        (each.body.get("previous_response_id"), [item["type"] for item in each.body["input"]])
        for each in server.requests
    ]


async def test_only_what_came_since_the_last_response_is_sent() -> None:
    async with ChatServer(said("One.", "r1"), said("Two.", "r2"), said("Three.", "r3")) as server:
        session = conversing(server)
        for prompt in ("Hi", "More", "And more"):
            await session.turn(prompt)
        assert asked(server) == [(None, ["message"]), ("r1", ["message"]), ("r2", ["message"])]
        assert [each.body["store"] for each in server.requests] == [True] * 3
        assert server.requests[2].body["input"] == [{"type": "message", "role": "user", "content": "And more"}]


async def test_results_go_back_by_the_ids_of_their_calls_without_the_calls() -> None:
    calls = [replies.called(name, "fake", "{}") for name in ("c1", "c2")]
    async with ChatServer(replies.response(SEALED, *calls, identity="r1"), said("Done.", "r2")) as server:
        await conversing(server).turn("Hi")
        second = server.requests[1].body
    assert second["previous_response_id"] == "r1"
    output = {"type": "function_call_output", "output": "fake({})"}
    assert second["input"] == [{**output, "call_id": "c1"}, {**output, "call_id": "c2"}]


async def test_all_is_sent_at_once_where_the_stream_says_that_it_is_not_known() -> None:
    error = {"code": "previous_response_not_found", "message": "Previous response with id 'r1' not found."}
    refusal = replies.raw(replies.sse({"type": "error", "error": error}))
    async with ChatServer(said("One.", "r1"), refusal, said("Two.", "r3")) as server:
        session = conversing(server)
        await session.turn("Hi")
        await session.turn("More")
        assert [previous for previous, _ in asked(server)] == [None, "r1", None]


async def test_the_result_of_a_call_that_takes_a_text_says_so_without_the_call() -> None:
    custom = {"type": "custom_tool_call", "call_id": "c1", "name": "exec", "input": "ls"}
    async with ChatServer(replies.response(custom, identity="r1"), said("Done.", "r2")) as server:
        await conversing(server).turn("Hi")
        second = server.requests[1].body
    assert second["previous_response_id"] == "r1"
    assert second["input"] == [{"type": "custom_tool_call_output", "call_id": "c1", "output": "exec(ls)"}]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, {"code": "previous_response_not_found", "message": "Not found."}),
        (404, {"message": "Response with id 'r1' not found."}),
        (400, {"message": "This server does not support 'previous_response_id'."}),
        (422, {"message": "previous_response_id: Extra inputs are not permitted"}),
    ],
)
async def test_all_is_sent_at_once_and_from_then_on_where_it_is_not_known_any_more(
    status: int, words: dict[str, Any]
) -> None:
    refusal = replies.document({"error": words}, status)
    async with ChatServer(said("One.", "r1"), refusal, said("Two.", "r2"), said("Three.", "r3")) as server:
        session = conversing(server)
        events: list[StreamEvent] = []
        session.listener = events.append
        for prompt in ("Hi", "More", "And more"):
            await session.turn(prompt)
        whole = ["message", "reasoning", "message", "message"]
        assert asked(server)[1:] == [("r1", ["message"]), (None, whole), (None, [*whole, "reasoning", *whole[2:]])]
        assert server.requests[-1].body["store"] is False
    assert str(known(session.state.reply).text) == "Three."
    assert len([event for event in events if isinstance(event, NoticeIssued)]) == 1


async def test_all_is_sent_where_what_stood_before_the_response_is_left_out() -> None:
    async with ChatServer(said("One.", "r1"), said("Two.", "r2"), said("Three.", "r3")) as server:
        session = conversing(server)
        await session.turn("Hi")
        await session.turn("More")
        first = session.state.conversation.messages[0]
        assert isinstance(first, UserMessage)
        session.leave_out(first.id, True)
        await session.turn("And more")
        assert asked(server)[2] == (None, ["reasoning", "message", "message", "reasoning", "message", "message"])


async def test_a_path_that_leaves_a_later_one_goes_on_from_the_response_that_both_have() -> None:
    async with ChatServer(said("One.", "r1"), said("Two.", "r2"), said("Three.", "r3")) as server:
        session = conversing(server)
        await session.turn("Hi")
        await session.turn("More")
        second = session.state.conversation.messages[2]
        session.leave_out(second.id, True)
        await session.turn("And more")
        assert asked(server)[2] == ("r1", ["reasoning", "message", "message"])


async def test_a_response_that_is_cut_is_sent_as_what_came_of_it() -> None:
    cut = replies.Answer([*said("One.", "r1").steps[:5], replies.Cut()])
    async with ChatServer(cut, said("Two.", "r2")) as server:
        session = conversing(server)
        await session.turn("Hi")
        await session.turn("More")
        assert asked(server)[1] == (None, ["message", "message", "message"])


async def test_another_model_is_asked_anew_and_a_branch_goes_on_from_its_own_response() -> None:
    answers = [said(text, f"r{number}") for number, text in enumerate(["One.", "Two.", "Three.", "Four.", "Five."], 1)]
    async with ChatServer(*answers) as server:
        session, endpoint = conversing_with(server)
        await session.turn("Hi")
        endpoint.use_model("gpt-5-nano")
        await session.ask_again()
        await session.turn("More")
        endpoint.use_model("gpt-5-mini")
        await session.turn("And more")
        branches = known(session.tree.at(session.state.conversation.messages[1]))
        await session.take_branch(branches.by(1))
        await session.turn("Back again")
        assert asked(server) == [
            (None, ["message"]),
            (None, ["message"]),
            ("r2", ["message"]),
            (None, ["message"] * 5),
            ("r1", ["message"]),
        ]
        assert [each.model for each in server.requests][3:] == ["gpt-5-mini"] * 2

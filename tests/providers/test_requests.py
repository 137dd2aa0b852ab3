"""What a server is asked, and what it is no longer asked after it refused."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from streamtui.core.chat.events import (
    BytesReceived,
    ChunkReceived,
    CostReported,
    NoticeIssued,
    ReplyFinished,
    RequestPrepared,
    RequestSent,
    ResponseStarted,
    TextDelta,
)
from streamtui.core.chat.usage import Usage
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.faults.faults import ProviderError
from streamtui.providers.api_choice import ApiChoice
from tests.providers.talk import KEY, TOOL, Talk, listen, make_provider, request
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.fault import FaultServer


async def test_the_request_is_the_one_that_was_meant() -> None:
    async with ChatServer(replies.text("Hi")) as server:
        provider = make_provider(server.base_url)
        talk = await listen(provider, request(tools=[TOOL], options={"temperature": 0.5, "top_k": 3}))
        asked = server.requests[0]
        assert asked.body == {
            "model": "test-model",
            "messages": [{"role": "user", "content": "Hi"}],
            "stream": True,
            "stream_options": {"include_usage": True},
            "tools": [TOOL],
            "temperature": 0.5,
            "top_k": 3,
        }
        (prepared,) = talk.of(RequestPrepared)
        assert json.loads(prepared.body) == asked.body
        assert (prepared.method, prepared.url) == ("POST", f"{server.base_url}/chat/completions")
        shown = {name.lower(): value for name, value in prepared.headers}
        assert shown.keys() == {name.lower() for name in asked.headers}
        assert (shown["authorization"], shown["content-type"]) == ("***", "application/json")
        assert asked.headers["Authorization"] == f"Bearer {KEY}"
        await provider.close()


async def test_what_stands_behind_the_base_url_goes_along_and_of_it_no_secret_is_kept() -> None:
    async with ChatServer(replies.text("Hi")) as server:
        provider = make_provider(f"{server.base_url}?api-version=2024-10-21&sig=a%2Bb")
        talk = await listen(provider, request())
        assert server.requests[0].path == "/v1/chat/completions?api-version=2024-10-21&sig=a%2Bb"
        (prepared,) = talk.of(RequestPrepared)
        assert prepared.url == f"{server.base_url}/chat/completions?api-version=2024-10-21&sig=***"
        (sent,) = talk.of(RequestSent)
        assert sent.url == f"{server.base_url}/chat/completions"
        await provider.close()


async def test_the_first_events_say_where_it_went_and_that_it_was_answered() -> None:
    async with ChatServer(replies.text("Hi")) as server:
        provider = make_provider(f"{server.base_url}/")
        talk = await listen(provider, request(reply="r"))
        sent, _, started = talk.events[:3]
        assert isinstance(sent, RequestSent)
        assert sent == RequestSent(sent.at, 1, "test-model", f"{server.base_url}/chat/completions", "r")
        assert isinstance(started, ResponseStarted)
        assert started.status == 200
        assert isinstance(talk.events[-1], ReplyFinished)
        await provider.close()


async def test_the_bytes_that_were_read_give_the_events_again() -> None:
    async with ChatServer(replies.text("Hello, ", "world.")) as server:
        provider = make_provider(server.base_url)
        talk = await listen(provider, request())
        await provider.close()
    body = b"".join(read.data for read in talk.of(BytesReceived))
    spans = talk.of(ChunkReceived)
    assert [body[span.start :][: span.size].startswith(b"data: ") for span in spans] == [True] * len(spans)
    decoder = chat_decoder()
    decoded = [event for event in decoder.feed(body, 0.0) if isinstance(event, ChunkReceived | TextDelta)]
    again = [replace(event, at=0.0) for event in talk.events if isinstance(event, ChunkReceived | TextDelta)]
    assert decoded == again


async def test_a_server_that_refuses_the_usage_report_is_not_asked_for_it_again(
    fault_server: FaultServer, choice: ApiChoice
) -> None:
    provider = make_provider(fault_server.base_url, choice=choice)
    for _ in range(2):
        talk = await listen(provider, request("refuses-usage"))
        assert (talk.fault, talk.text, talk.of(NoticeIssued)) == (None, "Hello, world.", [])
    refused = "stream_options" if choice.api == "chat" else "store"
    assert [refused in asked.body for asked in fault_server.requests] == [True, False, False]
    assert talk.reply.attempts == 1
    await provider.close()


async def test_a_model_without_tools_is_asked_without_them_and_the_person_is_told_once(
    fault_server: FaultServer, choice: ApiChoice
) -> None:
    provider = make_provider(fault_server.base_url, choice=choice)
    asked = request("refuses-tools", tools=[TOOL])
    first, second = [await listen(provider, asked) for _ in range(2)]
    assert (first.fault, first.text, second.text) == (None, "Hello, world.", "Hello, world.")
    assert [len(talk.of(NoticeIssued)) for talk in (first, second)] == [1, 0]
    assert "does not support tools" in first.of(NoticeIssued)[0].text
    await listen(provider, request("good", tools=[TOOL]))
    assert ["tools" in asked.body for asked in fault_server.requests] == [True, False, False, True]
    await provider.close()


async def test_tools_that_a_server_of_our_own_can_not_take_are_left_out(choice: ApiChoice) -> None:
    refusal = replies.document({"error": {"message": "tools param requires --jinja flag", "type": "server_error"}}, 500)
    async with ChatServer(refusal, replies.text("Hi")) as server:
        provider = make_provider(server.base_url, choice=choice)
        talk = await listen(provider, request(tools=[TOOL]))
        assert ["tools" in asked.body for asked in server.requests] == [True, False]
        await provider.close()
    assert talk.text == "Hi"


async def test_a_value_that_can_not_be_is_the_persons_to_change(choice: ApiChoice) -> None:
    refusal = {"message": "Invalid value: 'temperature' must be at most 2.", "type": "invalid_request_error"}
    async with ChatServer(replies.document({"error": refusal}, 400)) as server:
        provider = make_provider(server.base_url, choice=choice)
        talk = await listen(provider, request(options={"temperature": 3}))
        assert len(server.requests) == 1
        await provider.close()
    assert talk.fault is not None
    assert "must be at most 2" in talk.fault.message


@pytest.mark.parametrize(
    "complaint",
    [
        "messages with role 'tool' must follow a message with tool calls, see tools",
        "No tool call found for function call output with call_id c1.",
    ],
)
async def test_a_complaint_about_a_result_does_not_take_the_tools_away(complaint: str, choice: ApiChoice) -> None:
    refusal = {"error": {"message": complaint, "type": "invalid_request_error"}}
    async with ChatServer(replies.document(refusal, 400)) as server:
        provider = make_provider(server.base_url, choice=choice)
        talk = await listen(provider, request(tools=[TOOL]))
        assert talk.fault is not None
        assert len(server.requests) == 1
        await provider.close()


def price_of_a_cent_a_token(usage: Usage, *, model: str, base_url: str) -> float | None:
    assert model
    assert base_url.startswith("http://127.0.0.1")
    return None if usage.total_tokens is None else usage.total_tokens / 100


async def cost_of(answer: replies.Answer, choice: ApiChoice) -> Talk:
    async with ChatServer(answer) as server:
        provider = make_provider(server.base_url, price=price_of_a_cent_a_token, choice=choice)
        talk = await listen(provider, request())
        await provider.close()
        return talk


async def test_a_reply_with_usage_has_a_price_before_it_ends(choice: ApiChoice) -> None:
    talk = await cost_of(replies.text("Hi"), choice)
    assert [cost.usd for cost in talk.of(CostReported)] == [0.15]
    assert talk.reply.statistics.cost_usd == 0.15
    assert isinstance(talk.events[-1], ReplyFinished)


async def test_a_reply_that_is_cut_has_its_price_too() -> None:
    talk = await cost_of(replies.Answer([*replies.text_steps("Hi"), replies.usage(), replies.Cut()]), ApiChoice())
    assert talk.fault is not None
    assert talk.reply.statistics.cost_usd == 0.15


async def test_what_the_server_says_of_the_cost_wins(choice: ApiChoice) -> None:
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "cost": 0.5}
    steps = [*replies.text_steps("Hi"), replies.chunk(finish="stop"), replies.chunk(choices=[], usage=usage)]
    talk = await cost_of(replies.Answer([*steps, replies.DONE]), choice)
    assert [(cost.usd, cost.source) for cost in talk.of(CostReported)] == [(0.5, "server")]


async def test_without_usage_nothing_is_priced(choice: ApiChoice) -> None:
    talk = await cost_of(
        replies.Answer([*replies.text_steps("Hi"), replies.chunk(finish="stop"), replies.DONE]), choice
    )
    assert talk.of(CostReported) == []


async def test_the_server_names_its_models() -> None:
    async with ChatServer(models=["one", "two"]) as server:
        provider = make_provider(server.base_url)
        assert await provider.models() == ["one", "two"]
        await provider.close()


@pytest.mark.parametrize(("path", "kind"), [("", "not_found"), ("/page/v1", "malformed")])
async def test_a_list_of_models_at_a_wrong_address_says_which(fault_server: FaultServer, path: str, kind: str) -> None:
    provider = make_provider(f"{fault_server.root_url}{path}")
    with pytest.raises(ProviderError) as caught:
        await provider.models()
    assert caught.value.fault.kind == kind
    assert f"{fault_server.root_url}{path}/models" in caught.value.fault.message
    await provider.close()

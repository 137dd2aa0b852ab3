"""The Responses API through the real SDK: what is asked, what comes, what goes back, and what is learned on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from streamtui.cli.clock import SystemClock
from streamtui.core.chat.events import NoticeIssued, RequestSent
from streamtui.core.chat.reply import ReplyState
from streamtui.core.ports.provider import ChatRequest
from streamtui.providers.api_choice import ApiChoice
from streamtui.session.live import LiveSession
from tests.core.wire.streams import cut_at_random, reply_of
from tests.doubles.clocks import numbered_ids
from tests.doubles.providers import FakeEndpoint
from tests.doubles.tools import FakeToolbox
from tests.known import known
from tests.providers.talk import listen, make_provider, request, talk_to
from tests.providers.test_wire import contents
from tests.servers import replies
from tests.servers.chat_server import ChatServer

MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
TOOL = {"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}
SEALED = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "sealed"}


async def asked(server: ChatServer, model: str = "gpt-5-mini", **options: Any) -> dict[str, Any]:
    """What a request with everything looks like."""
    provider = make_provider(server.base_url, choice=ApiChoice("responses"))
    await listen(provider, ChatRequest(model, MESSAGES, [TOOL], options))
    await provider.close()
    body: dict[str, Any] = server.requests[-1].body
    return body


async def test_a_request_is_stateless_and_in_the_words_of_this_api() -> None:
    schema = {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object"}}}
    async with ChatServer(replies.response(replies.said("Hello."))) as server:
        body = await asked(
            server, max_tokens=9, response_format=schema, reasoning_effort="low", verbosity="low", temperature=0
        )
        assert server.requests[0].path == "/v1/responses"
    assert body == {
        "model": "gpt-5-mini",
        "instructions": "Be brief.",
        "input": [{"type": "message", "role": "user", "content": "Hi"}],
        "tools": [{"type": "function", "name": "add", "parameters": {"type": "object"}, "strict": False}],
        "store": False,
        "include": ["reasoning.encrypted_content"],
        "stream": True,
        "max_output_tokens": 9,
        "text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object"}}, "verbosity": "low"},
        "reasoning": {"effort": "low"},
        "temperature": 0,
    }


async def test_tools_of_the_server_are_asked_for_beside_the_functions() -> None:
    async with ChatServer(replies.response(replies.said("Hello."))) as server:
        body = await asked(server, tools=[{"type": "web_search"}])
    assert [tool["type"] for tool in body["tools"]] == ["function", "web_search"]


async def test_what_the_person_has_set_stands_where_this_api_has_it() -> None:
    named = {"type": "function", "function": {"name": "add"}}
    lark = {"syntax": "lark", "definition": "start: /x/"}
    of_chat = {"name": "sql", "format": {"type": "grammar", "grammar": lark}}
    async with ChatServer(replies.response(replies.said("Hello."))) as server:
        body = await asked(
            server,
            response_format={"type": "json_object"},
            text={"verbosity": "low"},
            reasoning={"summary": "auto"},
            reasoning_effort="low",
            tools=[TOOL, {"type": "custom", "name": "exec"}, {"type": "custom", "custom": of_chat}],
            tool_choice=named,
            include=["message.output_text.logprobs", "reasoning.encrypted_content"],
            stream_options={"include_usage": True, "include_obfuscation": False},
        )
    flat = {"type": "function", "name": "add", "parameters": {"type": "object"}, "strict": False}
    assert body["text"] == {"format": {"type": "json_object"}, "verbosity": "low"}
    assert body["reasoning"] == {"summary": "auto", "effort": "low"}
    custom: list[dict[str, Any]] = [{"name": "exec"}, {"name": "sql", "format": {"type": "grammar", **lark}}]
    assert body["tools"] == [flat, flat, *({"type": "custom", **each} for each in custom)]
    assert body["tool_choice"] == {"type": "function", "name": "add"}
    assert body["include"] == ["reasoning.encrypted_content", "message.output_text.logprobs"]
    assert body["stream_options"] == {"include_obfuscation": False}


async def test_what_is_left_of_what_it_includes_is_asked_for() -> None:
    refused = replies.document({"error": {"message": "Encrypted content is not supported with this model."}}, 400)
    async with ChatServer(refused, replies.response(replies.said("Hello."))) as server:
        assert (await asked(server, include=["file_search_call.results"]))["include"] == ["file_search_call.results"]


@pytest.mark.parametrize(
    ("model", "reasons"),
    [
        ("o3", True),
        ("openai/gpt-oss-20b", True),
        ("openai.gpt-oss-120b-1:0", True),
        ("my-gpt-5-mini", True),
        ("grok-4-fast-reasoning", True),
        ("grok-4-fast-non-reasoning", False),
        ("gpt-4o-mini", False),
        ("solo-3", False),
    ],
)
async def test_models_that_reason_are_known_by_their_names(model: str, *, reasons: bool) -> None:
    async with ChatServer(replies.response(replies.said("Hello."))) as server:
        assert ("include" in await asked(server, model)) == reasons


async def test_a_model_that_does_not_reason_is_not_asked_for_its_reasoning() -> None:
    async with ChatServer(replies.response(replies.said("Hello."))) as server:
        assert "include" not in await asked(server, "gpt-4.1-mini")


async def test_a_reply_has_its_text_usage_and_id() -> None:
    async with ChatServer(replies.response(replies.said("Hello."))) as server:
        talk = await talk_to(server.base_url, choice=ApiChoice("responses"))
    reply = talk.reply
    assert (str(reply.text), reply.finish_reason, reply.state) == ("Hello.", "stop", ReplyState.COMPLETE)
    assert (reply.api, reply.response_id, reply.served_model) == ("responses", "resp_1", "test-model")
    assert known(reply.statistics.usage).completion_tokens == 5
    assert [event.api for event in talk.of(RequestSent) if isinstance(event, RequestSent)] == ["responses"]


async def test_every_recorded_response_gives_the_same_reply_through_the_sdk(wire_dir: Path) -> None:
    streams = sorted((wire_dir / "responses").glob("*.sse"))
    assert streams
    async with ChatServer() as server:
        provider = make_provider(server.base_url, choice=ApiChoice("responses"))
        different = []
        for seed, stream in enumerate(streams):
            body = stream.read_bytes()
            server.say(replies.raw(cut_at_random(body, seed)))
            talk = await listen(provider, request("asked"))
            expected = {**contents(reply_of(body)), "api": "responses"}
            if contents(talk.reply) != expected:
                different.append(stream.stem)
        assert different == []
        await provider.close()


def conversing(server: ChatServer, model: str = "gpt-5-mini") -> LiveSession:
    provider = make_provider(server.base_url, choice=ApiChoice("responses"))
    endpoint = FakeEndpoint(provider, model=model, label="")
    return LiveSession(provider, endpoint, SystemClock(), new_id=numbered_ids(), toolbox=FakeToolbox())


async def test_two_calls_go_back_with_their_results_behind_the_reasoning_that_led_to_them() -> None:
    calls = [replies.called(name, "fake", f'{{"n": "{name}"}}') for name in ("c1", "c2")]
    async with ChatServer(
        replies.response(SEALED, *calls), replies.response(replies.said("Done.", phase="final_answer"))
    ) as server:
        session = conversing(server)
        await session.turn("Hi")
        await session.turn("More")
        second, third = server.requests[1].body["input"], server.requests[2].body["input"]
    question = {"type": "message", "role": "user", "content": "Hi"}
    reasoning = {"type": "reasoning", "summary": [], "encrypted_content": "sealed"}
    results = [
        {"type": "function_call_output", "call_id": name, "output": f'fake({{"n": "{name}"}})'} for name in ("c1", "c2")
    ]
    assert second == [question, reasoning, *calls, *results]
    done = {**replies.said("Done."), "phase": "final_answer"}
    assert third == [*second, done, {"type": "message", "role": "user", "content": "More"}]


async def test_a_program_and_smaller_context_go_back_and_a_result_says_which_program_called() -> None:
    program = {"type": "program", "id": "cm_1", "call_id": "p1", "code": "fake()", "fingerprint": "sealed"}
    call = {**replies.called("c1", "fake", "{}"), "caller": {"type": "program", "caller_id": "p1"}}
    ended = {"type": "program_output", "id": "cm_2", "call_id": "p1", "result": "3", "status": "completed"}
    smaller = {"type": "compaction", "id": "cmp_1", "encrypted_content": "sealed"}
    said = replies.said("Done.")
    async with ChatServer(replies.response(SEALED, program, call), replies.response(ended, said, smaller)) as server:
        session = conversing(server)
        await session.turn("Hi")
        await session.turn("More")
        second, third = server.requests[1].body["input"], server.requests[2].body["input"]
    result = {"type": "function_call_output", "call_id": "c1", "output": "fake({})", "caller": call["caller"]}
    assert second[2:] == [program, call, result]
    assert third[:-1] == [*second, ended, said, smaller]


async def test_another_server_of_the_same_name_gets_none_of_what_is_the_first_ones() -> None:
    said = replies.said("Hm.", phase="final_answer")
    async with ChatServer(replies.response(SEALED, said)) as first, ChatServer(replies.response(said)) as other:
        session = conversing(first)
        await session.turn("Hi")
        messages = session.state.conversation.request_messages(with_output=True)
        for server in (first, other):
            provider = make_provider(server.base_url, choice=ApiChoice("responses"))
            await listen(provider, ChatRequest("gpt-5-mini", messages))
            await provider.close()
        theirs, others = (server.requests[-1].body["input"] for server in (first, other))
    assert [item["type"] for item in theirs] == ["message", "reasoning", "message"]
    assert others == [theirs[0], replies.said("Hm.")]


CUSTOM = {"type": "custom_tool_call", "id": "ctc_1", "status": "completed", "call_id": "c1", "name": "exec"}


@pytest.mark.parametrize("before", [(), (SEALED,)], ids=["alone", "behind reasoning"])
async def test_a_call_that_takes_a_text_goes_back_as_one_with_its_result(before: tuple[dict[str, Any], ...]) -> None:
    custom, function = {**CUSTOM, "input": "print(1)\n"}, replies.called("c2", "fake", "{}")
    async with ChatServer(
        replies.response(*before, custom, function), replies.response(replies.said("Done."))
    ) as server:
        await conversing(server).turn("Hi")
        second = server.requests[1].body["input"]
    assert [item["type"] for item in second[1:-4]] == ["reasoning"] * len(before)
    assert second[-4:] == [
        {"type": "custom_tool_call", "call_id": "c1", "name": "exec", "input": "print(1)\n"},
        function,
        {"type": "custom_tool_call_output", "call_id": "c1", "output": "exec(print(1)\n)"},
        {"type": "function_call_output", "call_id": "c2", "output": "fake({})"},
    ]


UNREADABLE = {"code": "invalid_encrypted_content", "message": "The encrypted content could not be verified."}


@pytest.mark.parametrize(
    "refusal",
    [
        replies.document({"error": UNREADABLE}, 400),
        replies.raw(replies.sse({"type": "error", **UNREADABLE})),
        replies.raw(replies.sse({"type": "error", "error": UNREADABLE})),
        replies.response(status="failed", error=UNREADABLE),
    ],
    ids=["before the stream", "flat", "nested", "failed"],
)
async def test_reasoning_that_can_not_be_read_any_more_is_left_out_and_all_is_asked_once_more(
    refusal: replies.Answer,
) -> None:
    async with ChatServer(
        replies.response(SEALED, replies.said("Hm.")),
        refusal,
        replies.response(replies.said("Well.")),
    ) as server:
        session = conversing(server)
        await session.turn("Hi")
        await session.turn("More")
        kinds = [[item["type"] for item in each.body["input"]] for each in server.requests]
    assert kinds[1:] == [["message", "reasoning", "message", "message"], ["message"] * 3]
    assert str(known(session.state.reply).text) == "Well."


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("Encrypted content is not supported with this model.", "include"),
        ("Unknown parameter: 'store'.", "store"),
        ("Unsupported parameter: 'temperature' is not supported with this model.", "temperature"),
        ("Model grok-4 does not support parameter temperature.", "temperature"),
        ("tools are not supported", "tools"),
    ],
)
async def test_what_a_server_refuses_is_left_out_once_it_says_so(words: str, gone: str) -> None:
    async with ChatServer(
        replies.document({"error": {"message": words}}, 400), replies.response(replies.said("Hello."))
    ) as server:
        provider = make_provider(server.base_url, choice=ApiChoice("responses"))
        options = {"temperature": 0}
        talk = await listen(provider, ChatRequest("gpt-5-mini", MESSAGES, [TOOL], options))
        await listen(provider, ChatRequest("gpt-5-mini", MESSAGES, [TOOL], options))
        await provider.close()
        assert [gone in each.body for each in server.requests] == [True, False, False]
    assert str(talk.reply.text) == "Hello."
    assert bool(talk.of(NoticeIssued)) == (gone not in ("include", "store"))


SERVERS = [{"type": kind} for kind in ("web_search", "image_generation")]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("'type' of tool must be 'function'", ["function"]),
        ("Only function tools are supported: tools", ["function"]),
        ("Hosted tool 'web_search' is not supported with gpt-5-mini.", ["function", "image_generation"]),
    ],
)
async def test_of_its_tools_a_server_is_asked_without_those_alone_that_it_does_not_take(
    words: str, left: list[str]
) -> None:
    refusal, said = replies.document({"error": {"message": words}}, 400), replies.response(replies.said("Hello."))
    async with ChatServer(refusal, said, said) as server:
        provider = make_provider(server.base_url, choice=ApiChoice("responses"))
        asked = ChatRequest("gpt-5-mini", MESSAGES, [TOOL], {"tools": SERVERS})
        talk, _ = await listen(provider, asked), await listen(provider, asked)
        await provider.close()
        kinds = [[tool["type"] for tool in each.body["tools"]] for each in server.requests]
    assert kinds == [["function", "web_search", "image_generation"], left, left]
    [notice] = talk.of(NoticeIssued)
    assert "web_search here, so it is asked without" in notice.text


async def test_where_functions_are_refused_too_it_is_asked_without_tools() -> None:
    refusal = replies.document({"error": {"message": "tools are not supported"}}, 400)
    async with ChatServer(refusal, refusal, replies.response(replies.said("Hello."))) as server:
        provider = make_provider(server.base_url, choice=ApiChoice("responses"))
        talk = await listen(provider, ChatRequest("gpt-5-mini", MESSAGES, [TOOL], {"tools": SERVERS}))
        await provider.close()
        assert [len(each.body.get("tools", ())) for each in server.requests] == [3, 1, 0]
    assert talk.text == "Hello."


async def test_chat_completions_of_a_gateway_are_read_as_what_they_are() -> None:
    pieces = [replies.chunk({"content": piece}) for piece in ("Hel", "lo.")]
    body = b"".join([*pieces, replies.chunk(finish="stop"), replies.sse("[DONE]")])
    as_they_are = body.replace(
        b'"choices"', b'"\\u0063hoices"'
    )  # the server would answer in the form that was asked for
    async with ChatServer(replies.raw(as_they_are)) as server:
        talk = await talk_to(server.base_url, choice=ApiChoice("responses"))
    assert (str(talk.reply.text), talk.reply.state, talk.reply.api) == ("Hello.", ReplyState.COMPLETE, "responses")
    assert [event.text for event in talk.of(NoticeIssued) if isinstance(event, NoticeIssued)] == [
        "The server sent a chat completion, though a response was asked for; it is read as what it is."
    ]


async def test_what_is_refused_in_the_stream_is_left_out_too() -> None:
    error = {"code": "unsupported_parameter", "message": "Unsupported parameter: 'temperature'."}
    refusal = replies.raw(replies.sse({"type": "error", "error": error}))
    async with ChatServer(refusal, replies.response(replies.said("Hello."))) as server:
        assert "temperature" not in await asked(server, temperature=0)
        assert len(server.requests) == 2


async def test_a_response_that_is_cut_keeps_what_came() -> None:
    whole = replies.response(replies.said("Half a word"))
    async with ChatServer(replies.Answer([*whole.steps[:3], replies.Cut()])) as server:
        talk = await talk_to(server.base_url, choice=ApiChoice("responses"))
    assert (str(talk.reply.text), known(talk.fault).kind) == ("Half a word", "cut")

"""The words of servers that know functions, not tools."""

from __future__ import annotations

from streamtui.core.chat.events import NoticeIssued
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.legacy_functions import legacy_messages
from tests.providers.talk import TOOL, listen, make_provider, request
from tests.servers import replies
from tests.servers.chat_server import ChatServer


def call(identity: str, name: str) -> dict[str, object]:
    return {"id": identity, "type": "function", "function": {"name": name, "arguments": "{}"}}


def result(identity: str, content: str) -> dict[str, str]:
    return {"role": "tool", "tool_call_id": identity, "content": content}


def test_calls_made_side_by_side_follow_each_other_each_with_its_result() -> None:
    user = {"role": "user", "content": "Hi"}
    both = {"role": "assistant", "content": "Wait.", "tool_calls": [call("a", "f"), call("b", "g")]}
    again = {"role": "assistant", "content": None, "tool_calls": [call("a", "h")]}
    assert legacy_messages([user, both, result("a", "1"), result("b", "2"), again, result("a", "3")]) == [
        user,
        {"role": "assistant", "content": "Wait.", "function_call": {"name": "f", "arguments": "{}"}},
        {"role": "function", "name": "f", "content": "1"},
        {"role": "assistant", "content": None, "function_call": {"name": "g", "arguments": "{}"}},
        {"role": "function", "name": "g", "content": "2"},
        {"role": "assistant", "content": None, "function_call": {"name": "h", "arguments": "{}"}},
        {"role": "function", "name": "h", "content": "3"},
    ]


async def test_a_server_that_refuses_functions_too_is_asked_without() -> None:
    refusal = replies.document({"error": {"message": "Unrecognized request argument: functions"}}, 400)
    async with ChatServer(refusal, replies.text("Hi")) as server:
        provider = make_provider(server.base_url, choice=ApiChoice(legacy_functions=True))
        talk = await listen(provider, request(tools=[TOOL]))
        assert (talk.text, len(talk.of(NoticeIssued))) == ("Hi", 1)
        assert ["functions" in asked.body for asked in server.requests] == [True, False]
        assert server.requests[0].body["functions"] == [TOOL["function"]]
        await provider.close()

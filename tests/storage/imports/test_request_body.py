"""The conversation that a request of another program carries: what it becomes here."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.codec import decode
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.storage.imports.exported_form import exported_form
from streamtui.storage.imports.request_body import conversation_of

CHAT = {
    "model": "m-1",
    "temperature": 0.2,
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What's the weather?"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": '{"at": "here"}'}}
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "18 °C"},
        {"role": "assistant", "content": "It is 18 °C."},
        {"role": "user", "content": [{"type": "text", "text": "And there?"}, {"type": "image_url", "image_url": {}}]},
    ],
}
RESPONSES = {
    "model": "m-1",
    "instructions": "Be brief.",
    "input": [
        {"role": "user", "content": [{"type": "input_text", "text": "What's the weather?"}]},
        {"type": "reasoning", "summary": []},
        {"type": "function_call", "call_id": "c1", "name": "get_weather", "arguments": '{"at": "here"}'},
        {"type": "function_call_output", "call_id": "c1", "output": "18 °C"},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "It is 18 °C."}]},
        {"role": "user", "content": "And there?"},
    ],
}


def folded(body: dict[str, Any], reply: Reply | None = None) -> ChatState:
    foreign = conversation_of(json.dumps(body), 1.7e9, reply)
    assert foreign is not None
    turns = exported_form(foreign)["tree"]["turns"]
    return ChatState().fold(decode(json.dumps(event).encode()) for turn in turns for event in turn["events"])


def answer(*texts: str) -> Reply:
    sent: list[ev.StreamEvent] = [ev.RequestSent(0.0, 1, "m-1", "http://x/v1"), ev.ResponseStarted(0.1)]
    state = ChatState().fold([*sent, *(ev.TextDelta(0.2, text) for text in texts), ev.ReplyFinished(0.3)])
    assert state.reply is not None
    return state.reply


@pytest.mark.parametrize("body", [CHAT, RESPONSES], ids=["chat", "responses"])
def test_all_that_was_said_is_there_in_both_apis(body: dict[str, Any]) -> None:
    state = folded(body, answer("Rain."))
    assert state.conversation.system == "Be brief."
    said = [one.text for one in state.conversation.messages if isinstance(one, UserMessage)]
    assert said == ["What's the weather?", "And there?"]
    replies = [one for one in state.conversation.messages if isinstance(one, Reply)]
    assert [str(one.text) for one in replies] == ["", "It is 18 °C.", "Rain."]
    (call,) = replies[0].tool_calls
    assert (call.name, str(call.arguments), call.output) == ("get_weather", '{"at": "here"}', "18 °C")


def test_what_is_not_taken_over_is_counted() -> None:
    chat, responses = (conversation_of(json.dumps(body)) for body in (CHAT, RESPONSES))
    assert chat is not None
    assert responses is not None
    assert (dict(chat.left_out), dict(responses.left_out)) == ({"image_url": 1}, {"reasoning": 1})


def test_without_a_reply_the_question_stands_open_and_the_id_is_that_of_the_request() -> None:
    state = folded(CHAT)
    assert isinstance(state.conversation.messages[-1], UserMessage)
    first, again, later = (conversation_of(json.dumps(CHAT), at) for at in (1.0, 1.0, 2.0))
    assert first is not None
    assert again is not None
    assert later is not None
    assert first.id == again.id != later.id


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"model": "m"}', '{"messages": 3}', "[" * 5_000, '{"messages": {"role": "user"}}']
)
def test_what_is_no_conversation_is_none(body: str) -> None:
    assert conversation_of(body) is None


@pytest.mark.parametrize("said", [[None, 3, "x"], [{}], [{"role": 7, "content": {"a": 1}}], [{"role": "user"}]])
def test_odd_messages_do_no_harm(said: list[object]) -> None:
    foreign = conversation_of(json.dumps({"messages": said}))
    assert foreign is not None
    if foreign.said:
        exported_form(foreign)

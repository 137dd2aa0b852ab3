"""Messages in the form of the chat-completions API, in which every dialect of requests takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from streamtui.core.chat.attachments import Attachment, chat_content
from streamtui.core.chat.server_calls import APPROVED, NOT_RUN, REFUSED, ServerCall
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.json_text.values import mapping
from streamtui.core.json_text.whole_object import is_object

Owner: TypeAlias = "tuple[str, str, str]"
"""Whose what a server wants back is: the model, what its place is called here, and the address that was asked."""
OUTPUT = "output"
"""Beside the fields of the API: what a server wants back with a reply and knows it by, with whose it is."""
PARTS = "parts"
"""Beside them, too: the attachments that go with the words of a message."""
ANSWERS = "answers"
"""The role of what no API of messages knows: answers to calls of the server, in `OUTPUT`."""

RAN = "mcp_call"
"""The type of an item that tells what came of a call which was approved."""
CUSTOM = "custom_tool_call"
"""That of a call which takes a text; what came of it says so, too, in `OUTPUT`."""


def user_message(text: str, parts: Sequence[Attachment] = ()) -> dict[str, Any]:
    """What the person says."""
    return {"role": "user", "content": text, **({PARTS: parts} if parts else {})}


def with_parts(messages: Sequence[Mapping[str, Any]], parts: Sequence[Attachment]) -> list[Mapping[str, Any]]:
    """The messages, of which the last one, the person's, has these as well."""
    *before, last = messages
    return [*before, {**last, PARTS: parts} if parts else last]


def reply_messages(
    content: str, calls: Iterable[ToolCall], output: Mapping[str, Any], told: Sequence[ServerCall] = ()
) -> list[dict[str, Any]]:
    """A reply that was stopped or cut is part of it. A call without a result is left out, as servers refuse one.

    `told` are the server's calls that go back to it with their answers.
    """
    answered = [call for call in calls if call.output is not None]
    if not content and not answered and not output:
        return []
    assistant: dict[str, Any] = {"role": "assistant", "content": content or None}
    if answered:
        assistant["tool_calls"] = [_call_on_the_wire(call) for call in answered]
    if output:
        assistant[OUTPUT] = output
    return [assistant, *_results(answered, output), *(_answers_to(told, output) if told else ())]


def told_again(
    calls_of: Mapping[str, Sequence[ServerCall]], items: Iterable[Mapping[str, Any]]
) -> dict[str, list[ServerCall]]:
    """The server's calls that it is told again with their answers, by the ids of their replies, which are in order.

    A yes holds for one request. Where a reply stands behind it, it is told only if what came of the call is among the
    `items` that the server wants back: said again alone, it could have the same done once more.
    """
    ran = {item.get("answered_by") for item in items if item.get("type") == RAN}
    last = next(reversed([*calls_of]), "")
    return {
        reply: [
            call
            for call in calls
            if call.answer in (REFUSED, NOT_RUN) or (call.answer == APPROVED and (reply == last or call.id in ran))
        ]
        for reply, calls in calls_of.items()
        if calls
    }


def _results(calls: Iterable[ToolCall], output: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    kept = {item.get("call_id"): item for item in output.get("items", ())}
    for call in calls:
        result = {"role": "tool", "tool_call_id": call.server_id, "content": call.output}
        item = kept.get(call.server_id, {})
        own = {**({"type": CUSTOM} if item.get("type") == CUSTOM else {}), **_caller(item)}
        yield {**result, **({OUTPUT: {"owner": output["owner"], **own}} if own else {})}


def _caller(item: Mapping[str, Any]) -> dict[str, Any]:
    """Which program made a call, where one did: what came of the call says so, too."""
    caller = item.get("caller") or mapping(item.get("item")).get("caller")
    return {"caller": caller} if caller else {}


def _answers_to(calls: Iterable[ServerCall], output: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A message for the server of that reply alone. Of what has the same id all must be approved, or nothing is."""
    answers: dict[tuple[str, str], dict[str, Any]] = {}
    kept = {(item.get("type"), item.get("answered_by")): item for item in output["items"]}
    for call in calls:
        (kind, identity), approve = call.item, call.answer == APPROVED
        if call.item not in answers or not approve:
            own = _caller(kept.get(call.item, {}))
            answers[call.item] = {"type": kind, "id": identity, "approve": approve, "word": call.word, **own}
    return [{"role": ANSWERS, "content": None, OUTPUT: {"owner": output["owner"], "answers": list(answers.values())}}]


def in_chat(messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the API of messages knows of these."""
    return [
        _of_the_api(each)
        for each in messages
        if each["role"] != ANSWERS and not (each["role"] == "assistant" and _says_nothing(each))
    ]


def _of_the_api(message: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in message.items() if name not in (OUTPUT, PARTS)}
    return {**known, "content": chat_content(message["content"], message[PARTS])} if PARTS in message else known


def _says_nothing(message: Mapping[str, Any]) -> bool:
    return not message["content"] and "tool_calls" not in message


def _call_on_the_wire(call: ToolCall) -> Mapping[str, Any]:
    text = str(call.arguments)
    arguments = text if is_object(text) else "{}"  # many servers parse it, and refuse the whole conversation
    return {
        "id": call.server_id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
        **call.kept,
    }

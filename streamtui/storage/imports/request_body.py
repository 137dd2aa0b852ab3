"""The conversation that a request of another program carries, in either API, and the reply to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.json_text.parsing import parsed
from streamtui.core.json_text.values import mapping, mappings, text
from streamtui.storage.imports.said import Call, Foreign, Result, Said, digest

_SYSTEM = ("system", "developer")
_RESULTS = ("tool", "function", "function_call_output", "custom_tool_call_output")
_CALLS = ("function_call", "custom_tool_call")


def conversation_of(body: str, at: float | None = None, reply: Reply | None = None) -> Foreign | None:
    """What `body` asks, and below it the `reply`, if there is something of one; `None` where it asks for no reply.

    `at`: when it was asked, in seconds of the epoch. The same request has the same id; with a reply that is not whole
    yet another one for each of its instants.
    """
    try:
        data = mapping(parsed(body))
    except (ValueError, RecursionError):
        return None
    asked = data.get("messages", data.get("input"))
    if not isinstance(asked, str | list):
        return None
    so_far = f"{len(reply.text)} {len(reply.reasoning)}" if reply is not None and reply.state is ReplyState.OPEN else ""
    identity = digest("request", body, "" if at is None else repr(at), *filter(None, [so_far]))
    foreign = Foreign(identity, "", [], began=at, changed=at)
    system = [text(data.get("instructions"))]
    for message in [{"role": "user", "content": asked}] if isinstance(asked, str) else mappings(asked):
        if message.get("role") in _SYSTEM:
            system.append(_words(message.get("content"), foreign.left_out))
        elif (said := _said(message, foreign.left_out)) is not None:
            _add(foreign, said, at)
    if reply is not None and (reply.text or reply.reasoning or reply.tool_calls):
        _add(foreign, _answer(reply), at)
    if foreign.said:
        foreign.said[0].system = "\n\n".join(filter(None, system)) or None
        foreign.said[0].model = text(data.get("model")) if foreign.said[0].role != "user" else ""
    return foreign


def _add(foreign: Foreign, said: Said, at: float | None) -> None:
    said.key, said.parent, said.at = f"{foreign.id} {len(foreign.said)}", foreign.head, at
    foreign.said.append(said)
    foreign.head = said.key


def _said(message: Mapping[str, Any], left_out: Counter[str]) -> Said | None:
    role, kind = text(message.get("role")), text(message.get("type"))
    content = message.get("content")
    if role in _RESULTS or kind in _RESULTS:
        output = _words(content if "content" in message else message.get("output"), left_out)
        identity = text(message.get("tool_call_id")) or text(message.get("call_id"))
        return Said("", "", "tool", results=[Result(output, identity, name=text(message.get("name")))])
    if kind in _CALLS:
        arguments = text(message.get("arguments")) or text(message.get("input"))
        return Said(
            "", "", "assistant", calls=[Call(text(message.get("name")), arguments, text(message.get("call_id")))]
        )
    if role == "user":
        return Said("", "", "user", _words(content, left_out))
    if role == "assistant":
        return Said("", "", "assistant", _words(content, left_out), calls=list(_calls(message)))
    left_out[kind or role or "message"] += 1
    return None


def _calls(message: Mapping[str, Any]) -> Iterator[Call]:
    for call in mappings(message.get("tool_calls")):
        function = mapping(call.get("function")) or mapping(call.get("custom"))
        arguments = text(function.get("arguments")) or text(function.get("input"))
        yield Call(text(function.get("name")), arguments, text(call.get("id")))
    if function := mapping(message.get("function_call")):
        yield Call(text(function.get("name")), text(function.get("arguments")))


def _words(content: object, left_out: Counter[str]) -> str:
    """What a message says; parts that are no text are counted."""
    if isinstance(content, str):
        return content
    found: list[str] = []
    for part in mappings(content):
        if isinstance(said := part.get("text", part.get("refusal")), str):
            found.append(said)
        else:
            left_out[text(part.get("type")) or "part"] += 1
    return "\n".join(found)


def _answer(reply: Reply) -> Said:
    statistics = reply.statistics
    return Said(
        "",
        "",
        "assistant",
        str(reply.text),
        str(reply.reasoning),
        [Call(call.name, str(call.arguments), call.id or "") for call in reply.tool_calls],
        model=reply.model,
        served_model=reply.served_model,
        usage=statistics.usage,
        finish_reason=reply.finish_reason,
        stopped=reply.state is ReplyState.STOPPED,
        cut=reply.state is ReplyState.OPEN,
        fault=reply.fault.message if reply.fault is not None and reply.state is not ReplyState.STOPPED else "",
    )

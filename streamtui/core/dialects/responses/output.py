"""What a server wants back with its reply, and the items that it is told again.

Kept is what nobody else has: encrypted reasoning, and marks of messages and calls. Of these stand only their lengths
and ids, as the reply has their texts. Order is kept: reasoning stands before its message or call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from streamtui.core.json_text.values import integer, mapping, mappings, text

_MARKS = {"message": ("phase",), "function_call": ("namespace",)}


def kept_output(items: Sequence[dict[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """What of a response's items is to go back; nothing where it says no more than the reply itself."""
    kept: list[dict[str, Any]] = []
    matters = False
    for item in items:
        kind = text(item.get("type"))
        if kind == "reasoning" and (sealed := text(item.get("encrypted_content"))):
            kept.append({"type": kind, "encrypted_content": sealed})
            matters = True
        elif kind in _MARKS:
            marks = {name: value for name in _MARKS[kind] if isinstance(value := item.get(name), str)}
            matters |= bool(marks)
            own = {"length": len(_said(item))} if kind == "message" else {"call_id": text(item.get("call_id"))}
            kept.append({"type": kind, **own, **marks})
    return tuple(kept) if matters else ()


def input_items(messages: Iterable[Mapping[str, Any]], *, model: str, place: str) -> Iterator[dict[str, Any]]:
    """The messages of a request, in the form of core.chat.request_messages, as items of this API.

    What a server wanted back goes to that model at that place alone.
    """
    for message in messages:
        role, content = message["role"], message.get("content")
        if role == "tool":
            yield {"type": "function_call_output", "call_id": message["tool_call_id"], "output": content}
        elif role == "assistant":
            output = mapping(message.get("output"))
            own = output.get("model") == model and output.get("place") == place
            calls = {call["id"]: call["function"] for call in message.get("tool_calls", ())}
            yield from _with_output(content or "", calls, output["items"]) if own else _plain(content or "", calls)
        else:
            yield {"type": "message", "role": role, "content": content}


def _plain(content: str, calls: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    if content:
        yield _message(content)
    for identity, function in calls.items():
        yield _call(identity, function)


def _with_output(
    content: str, calls: Mapping[str, Mapping[str, Any]], items: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Reasoning goes along with what follows it, if that is sent: none stands alone."""
    waiting: list[dict[str, Any]] = []
    left, called = content, dict(calls)
    for item in items:
        marks = {name: item[name] for name in ("phase", "namespace") if name in item}
        told: dict[str, Any] | None = None
        match text(item.get("type")):
            case "reasoning":
                waiting.append({"type": "reasoning", "summary": [], "encrypted_content": item["encrypted_content"]})
                continue
            case "message" if length := integer(item.get("length")):
                said, left = left[:length], left[length:]
                told = {**_message(said), **marks} if said else None
            case "function_call" if (function := called.pop(item.get("call_id", ""), None)) is not None:
                told = {**_call(item["call_id"], function), **marks}
            case _:
                pass
        if told is not None:
            yield from waiting
            yield told
        waiting.clear()
    yield from _plain(left, called)


def _message(content: str) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": content}]}


def _call(identity: str, function: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "function_call", "call_id": identity, "name": function["name"], "arguments": function["arguments"]}


def _said(item: dict[str, Any]) -> str:
    return "".join(text(part.get("text")) for part in mappings(item.get("content")))

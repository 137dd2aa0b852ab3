"""What a server wants back with its reply, and the items that it is told again.

Kept is what nobody else has: encrypted reasoning, and marks of messages and calls. Of these stand only their lengths
and ids, as the reply has their texts. Order is kept: reasoning stands before its message or call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from streamtui.core.json_text.values import integer, mapping, mappings, text
from streamtui.core.text.surrogates import join_surrogates

_MARKS = {"message": ("phase",), "function_call": ("namespace",)}
_OWN = {"encrypted_content", "phase", "namespace"}


def kept_item(item: dict[str, Any]) -> dict[str, Any] | None:
    """What of an item goes back with the others, as small as it can be; nothing of most types."""
    kind = text(item.get("type"))
    if kind == "reasoning" and (sealed := join_surrogates(text(item.get("encrypted_content")))):
        return {"type": kind, "encrypted_content": sealed}
    if kind not in _MARKS:
        return None
    marks = {name: join_surrogates(value) for name in _MARKS[kind] if isinstance(value := item.get(name), str)}
    call_id = join_surrogates(text(item.get("call_id")))
    own = {"length": len(_said(item))} if kind == "message" else {"call_id": call_id}
    return {"type": kind, **own, **marks}


def kept_output(kept: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """These items, each by `kept_item`; none where they say no more than the reply itself."""
    return tuple(kept) if any(_OWN & item.keys() for item in kept) else ()


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
    return "".join(join_surrogates(text(part.get("text"))) for part in mappings(item.get("content")))

"""What a server wants back with its reply, and the items that it is told again.

Kept is what nobody else has: encrypted reasoning, marks of messages and calls, and what was asked of whoever runs
calls. Of messages and calls stand only their lengths and ids, as the reply has their texts. Order is kept: reasoning
stands before its message or call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from streamtui.core.chat.request_messages import ANSWERS, CUSTOM, RAN, Owner
from streamtui.core.chat.server_calls import APPROVAL
from streamtui.core.dialects.responses.calls import as_text
from streamtui.core.dialects.responses.texts import parts_of
from streamtui.core.json_text.values import integer, mapping, text
from streamtui.core.text.surrogates import join_surrogates

_Named: TypeAlias = "tuple[str, Mapping[str, Any]]"
"""A call's id, and the function."""
_MARKS = {"message": ("phase",), "function_call": ("namespace",)}
_OWN = {"encrypted_content", "phase", "namespace", "item"}
_WHOLE = {
    APPROVAL: ("id", "server_label", "name", "arguments"),
    RAN: ("id", "server_label", "name", "arguments", "output", "error", "approval_request_id", "status"),
    "apply_patch_call": ("call_id", "status", "operation", "caller"),
    "local_shell_call": ("id", "call_id", "status", "action"),
    "shell_call": ("call_id", "status", "action", "environment", "caller"),
    "tool_search_call": ("call_id", "status", "arguments", "execution"),
}
"""Calls with an answer, and what came of one that was approved: the fields with which they go back."""
_CUSTOM = ("call_id", "name", "namespace")
_ANSWERED_BY = {APPROVAL: "id"}
"""What an answer names a call by, where that is not its `call_id`."""


def kept_item(item: dict[str, Any]) -> dict[str, Any] | None:
    """What of an item goes back with the others, as small as it can be; nothing of most types."""
    kind = text(item.get("type"))
    if kind == "reasoning" and (sealed := join_surrogates(text(item.get("encrypted_content")))):
        return {"type": kind, "encrypted_content": sealed}
    if kind in _WHOLE and (kind != RAN or text(item.get("approval_request_id"))):
        return _kept_whole(kind, item)
    if kind == CUSTOM:
        return _kept_custom(item)
    if kind not in _MARKS:
        return None
    marks = {name: join_surrogates(value) for name in _MARKS[kind] if isinstance(value := item.get(name), str)}
    call_id = join_surrogates(text(item.get("call_id")))
    own = {"length": len(_said(item))} if kind == "message" else {"call_id": call_id}
    return {"type": kind, **own, **marks}


def _kept_custom(item: dict[str, Any]) -> dict[str, Any] | None:
    """Its text is no JSON, as the arguments of a call are that goes back with the reply: it is kept, too."""
    fields = {name: value for name in _CUSTOM if isinstance(value := item.get(name), str)}
    told = {"type": CUSTOM, **_whole_characters(fields), "input": join_surrogates(as_text(item.get("input")))}
    return {"type": CUSTOM, "call_id": told["call_id"], "item": told} if told.get("call_id") else None


def _kept_whole(kind: str, item: dict[str, Any]) -> dict[str, Any] | None:
    fields = {name: item[name] for name in _WHOLE[kind] if item.get(name) is not None}
    if kind == APPROVAL:
        fields["arguments"] = as_text(item.get("arguments"))
    told = {"type": kind, **_whole_characters(fields)}
    by = "approval_request_id" if kind == RAN else _ANSWERED_BY.get(kind, "call_id")
    return {"type": kind, "answered_by": told[by], "item": told} if text(told.get(by)) else None


def _whole_characters(value: Any) -> Any:
    """The value with the halves of characters in it joined."""
    if isinstance(value, dict):
        return {join_surrogates(name): _whole_characters(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_whole_characters(each) for each in value]
    return join_surrogates(value) if isinstance(value, str) else value


def kept_output(kept: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """These items, each by `kept_item`; none where they say no more than the reply itself."""
    return tuple(kept) if any(_OWN & item.keys() for item in kept) else ()


def input_items(messages: Iterable[Mapping[str, Any]], owner: Owner) -> Iterator[dict[str, Any]]:
    """The messages of a request, in the form of core.chat.request_messages, as items of this API.

    What a server wanted back goes to its owner alone.
    """
    approved: set[str] = set()
    for message in messages:
        role, content = message["role"], message.get("content")
        output = mapping(message.get("output"))
        own = output.get("owner") == owner
        if role == ANSWERS:
            yield from map(_answer, output["answers"] if own else ())
        elif role == "tool":
            kind = output["type"] if own else "function_call"
            yield {"type": f"{kind}_output", "call_id": message["tool_call_id"], "output": content}
        elif role == "assistant":
            calls = [(call["id"], call["function"]) for call in message.get("tool_calls", ())]
            if own:
                told = {(kind, identity) for kind, identity in output.get("answered", ())}
                approved |= {identity for kind, identity in told if kind == APPROVAL}
                told |= {(RAN, identity) for identity in approved}
                yield from _with_output(content or "", calls, output["items"], told)
            else:
                yield from _plain(content or "", calls)
        else:
            yield {"type": "message", "role": role, "content": content}


def _plain(content: str, calls: Iterable[_Named]) -> Iterator[dict[str, Any]]:
    if content:
        yield _message(content)
    for identity, function in calls:
        yield _call(identity, function)


def _with_output(
    content: str,
    calls: Iterable[_Named],
    items: Iterable[Mapping[str, Any]],
    told: set[tuple[str, str]],
) -> Iterator[dict[str, Any]]:
    """Reasoning goes along with what follows it, if that is sent: none stands alone.

    `told` are the calls, by kind and id, that have an answer.
    """
    waiting: list[dict[str, Any]] = []
    left, called = content, [*calls]
    for item in items:
        marks = {name: item[name] for name in ("phase", "namespace") if name in item}
        sent: dict[str, Any] | None = None
        match text(item.get("type")):
            case "reasoning":
                waiting.append({"type": "reasoning", "summary": [], "encrypted_content": item["encrypted_content"]})
                continue
            case "message" if length := integer(item.get("length")):
                said, left = left[:length], left[length:]
                sent = {**_message(said), **marks} if said else None
            case "function_call" if (function := _popped(called, item.get("call_id"))) is not None:
                sent = {**_call(item["call_id"], function), **marks}
            case kind if kind == CUSTOM and _popped(called, item.get("call_id")) is not None:
                sent = mapping(item.get("item")) or None
            case kind if (known := (kind, text(item.get("answered_by")))) in told:
                told.discard(known)
                sent = mapping(item.get("item")) or None
            case _:
                pass
        if sent is not None:
            yield from waiting
            yield sent
        waiting.clear()
    yield from _plain(left, called)


def _popped(calls: list[_Named], identity: object) -> Mapping[str, Any] | None:
    """The first of that id, as some servers give several the same; it is no more among them."""
    place = next((place for place, (known, _) in enumerate(calls) if known == identity), None)
    return calls.pop(place)[1] if place is not None else None


def _answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """A no, and why, to a call that a client is to run; to a request either."""
    kind, word = answer["type"], answer["word"]
    told = {"type": f"{kind}_output", "call_id": answer["id"]}
    match kind:
        case _ if kind == APPROVAL:
            why = {"reason": word} if word and not answer["approve"] else {}
            approve = {"approval_request_id": answer["id"], "approve": answer["approve"]}
            return {"type": "mcp_approval_response", **approve, **why}
        case "apply_patch_call":
            return {**told, "status": "failed", "output": word}
        case "shell_call":
            outcome = {"type": "exit", "exit_code": 1}
            return {**told, "output": [{"stdout": "", "stderr": word, "outcome": outcome}]}
        case "tool_search_call":
            found = {"execution": "client", "status": "completed", "tools": []}
            return {**told, "type": "tool_search_output", **found}
        case _:
            return {**told, "output": word}


def _message(content: str) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": content}]}


def _call(identity: str, function: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "function_call", "call_id": identity, "name": function["name"], "arguments": function["arguments"]}


def _said(item: dict[str, Any]) -> str:
    return "".join(join_surrogates(text(part.get("text"))) for part in parts_of(item, "content"))

"""What a server wants back with its reply, item by item.

Kept is what nobody else has: encrypted reasoning and context, marks of messages and calls, programs, and what was asked
of whoever runs calls. Of messages and calls stand only their lengths and ids, as the reply has their texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from streamtui.core.chat.request_messages import CUSTOM, RAN
from streamtui.core.chat.server_calls import APPROVAL
from streamtui.core.dialects.responses.calls import as_text
from streamtui.core.dialects.responses.texts import parts_of
from streamtui.core.json_text.values import mapping, text
from streamtui.core.text.surrogates import join_surrogates

PROGRAM, PROGRAM_OUTPUT = "program", "program_output"
"""Code that the server runs and that calls tools, which say so as their `caller`; and what came of it."""
SEARCH, SEARCH_OUTPUT = "tool_search_call", "tool_search_output"
_MARKS: dict[str, dict[str, type]] = {
    "message": {"phase": str},
    "function_call": {"namespace": str, "caller": dict},
}
_OWN = {"encrypted_content", "phase", "namespace", "caller", "item"}
_ANSWERED = {
    APPROVAL: ("id", "server_label", "name", "arguments"),
    RAN: ("id", "server_label", "name", "arguments", "output", "error", "approval_request_id", "status"),
    "apply_patch_call": ("call_id", "status", "operation", "caller"),
    "local_shell_call": ("id", "call_id", "status", "action"),
    "shell_call": ("call_id", "status", "action", "environment", "caller"),
    SEARCH: ("call_id", "status", "arguments", "execution"),
}
"""Calls with an answer, and what came of one that was approved: the fields with which they go back."""
_ANSWERED_BY = {APPROVAL: "id"}
"""What an answer names a call by, where that is not its `call_id`."""
_CUSTOM = {"call_id": str, "name": str, "namespace": str, "caller": dict}
_STANDING = {PROGRAM, PROGRAM_OUTPUT, SEARCH_OUTPUT, "additional_tools"}
"""Types of items without which the server can't go on: what it runs, and the tools that it came to have."""
_SEALS = ("encrypted_content", "fingerprint")
"""What is sealed is for the server alone, whatever the item is: context that it made smaller, and what may come."""
_NOT_TOLD = "created_by"
"""No input has it."""


def kept_item(item: dict[str, Any]) -> dict[str, Any] | None:
    """What of an item goes back with the others, as small as it can be; nothing of most types."""
    kind = text(item.get("type"))
    if kind == "reasoning":
        sealed = join_surrogates(text(item.get("encrypted_content")))
        return {"type": kind, "encrypted_content": sealed} if sealed else None
    if kind in _STANDING or (kind == SEARCH and item.get("execution") == "server"):
        return _standing(kind, item)
    if kind in _ANSWERED and (kind != RAN or text(item.get("approval_request_id"))):
        return _answered(kind, item)
    if kind == CUSTOM:
        return _custom(item)
    if kind not in _MARKS:
        return _standing(kind, item) if any(text(item.get(seal)) for seal in _SEALS) else None
    call_id = join_surrogates(text(item.get("call_id")))
    own = {"length": len(_said(item))} if kind == "message" else {"call_id": call_id}
    return {"type": kind, **own, **_fields(item, _MARKS[kind])}


def _standing(kind: str, item: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in item.items() if value is not None and name != _NOT_TOLD}
    return {"type": kind, "item": _whole_characters(told)}


def _custom(item: dict[str, Any]) -> dict[str, Any] | None:
    """Its text is no JSON, as the arguments of a call are that goes back with the reply: it is kept, too."""
    told = {"type": CUSTOM, **_fields(item, _CUSTOM), "input": join_surrogates(as_text(item.get("input")))}
    return {"type": CUSTOM, "call_id": told["call_id"], "item": told} if told.get("call_id") else None


def _answered(kind: str, item: dict[str, Any]) -> dict[str, Any] | None:
    fields = {name: item[name] for name in _ANSWERED[kind] if item.get(name) is not None}
    if kind == APPROVAL:
        fields["arguments"] = as_text(item.get("arguments"))
    told = {"type": kind, **_whole_characters(fields)}
    by = "approval_request_id" if kind == RAN else _ANSWERED_BY.get(kind, "call_id")
    return {"type": kind, "answered_by": told[by], "item": told} if text(told.get(by)) else None


def _fields(item: dict[str, Any], types: Mapping[str, type]) -> dict[str, Any]:
    """Those of an item, unchanged, that are what they should be."""
    fields = {name: value for name, kind in types.items() if isinstance(value := item.get(name), kind)}
    return mapping(_whole_characters(fields))


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


def _said(item: dict[str, Any]) -> str:
    return "".join(join_surrogates(text(part.get("text"))) for part in parts_of(item, "content"))

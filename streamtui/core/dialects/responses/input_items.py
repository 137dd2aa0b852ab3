"""The items that a server is told again: what was said, with what it wanted back.

Order is kept: reasoning stands before what it led to. None stands alone, and no program without what came of it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from streamtui.core.chat.attachments import chat_content, responses_content
from streamtui.core.chat.request_messages import ANSWERS, CUSTOM, PARTS, RAN, Owner
from streamtui.core.chat.server_calls import APPROVAL
from streamtui.core.dialects.responses.output import PROGRAM, PROGRAM_OUTPUT, SEARCH, SEARCH_OUTPUT
from streamtui.core.json_text.values import integer, mapping, text

_Named: TypeAlias = "tuple[str, Mapping[str, Any]]"
"""A call's id, and the function."""
_MARKS = ("phase", "namespace", "caller")


def input_items(messages: Sequence[Mapping[str, Any]], owner: Owner) -> Iterator[dict[str, Any]]:
    """The messages of a request, in the form of core.chat.request_messages, as items of this API.

    What a server wanted back goes to its owner alone.
    """
    approved: set[str] = set()
    programs = _programs(messages, owner)
    for message in messages:
        role, content = message["role"], message.get("content")
        output = mapping(message.get("output"))
        own = output.get("owner") == owner
        if role == ANSWERS:
            yield from map(_answer, output["answers"] if own else ())
        elif role == "tool":
            yield _result(message, output if own else {})
        elif role == "assistant":
            calls = [(call["id"], call["function"]) for call in message.get("tool_calls", ())]
            if own:
                told = {(kind, identity) for kind, identity in output.get("answered", ())}
                approved |= {identity for kind, identity in told if kind == APPROVAL}
                told |= {(RAN, identity) for identity in approved}
                yield from _with_output(content or "", calls, output["items"], told, programs)
            else:
                yield from _plain(content or "", calls)
        else:
            sent = chat_content(content or "", message[PARTS]) if PARTS in message else content
            yield {"type": "message", "role": role, "content": responses_content(sent)}


def _programs(messages: Iterable[Mapping[str, Any]], owner: Owner) -> set[str]:
    """The `call_id` of each program of which is told what came of it, or of one of its calls."""
    begun, ended = set[str](), set[str]()
    for message in messages:
        output = mapping(message.get("output"))
        if output.get("owner") != owner:
            continue
        ended.add(text(mapping(output.get("caller")).get("caller_id")))
        for item in output.get("items", ()):
            if (kind := item.get("type")) in (PROGRAM, PROGRAM_OUTPUT):
                (begun if kind == PROGRAM else ended).add(text(mapping(item.get("item")).get("call_id")))
        for answer in output.get("answers", ()):
            ended.add(text(mapping(answer.get("caller")).get("caller_id")))
    return begun & ended


def _plain(content: str, calls: Iterable[_Named]) -> Iterator[dict[str, Any]]:
    if content:
        yield _message(content)
    for identity, function in calls:
        yield _call(identity, function)


def _with_output(
    content: str,
    calls: Iterable[_Named],
    items: Sequence[Mapping[str, Any]],
    told: set[tuple[str, str]],
    programs: set[str],
) -> Iterator[dict[str, Any]]:
    """Reasoning goes along with what follows it, if that is sent: none stands alone.

    `told` are the calls, by kind and id, that have an answer; `programs` those that have an end.
    """
    kinds = {item.get("type") for item in items if _stands(item)}
    waiting: list[dict[str, Any]] = []
    left, called = content, [*calls]
    for item in items:
        marks = {name: item[name] for name in _MARKS if name in item}
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
            case kind if _stands(item) and _has_end(kind, mapping(item["item"]), kinds, programs):
                sent = mapping(item["item"]) or None
            case _:
                pass
        if sent is not None:
            yield from waiting
            yield sent
        waiting.clear()
    yield from _plain(left, called)


def _stands(item: Mapping[str, Any]) -> bool:
    """It goes back as it is, whatever is answered."""
    return item.keys() == {"type", "item"}


def _has_end(kind: str, item: Mapping[str, Any], kinds: Container[Any], programs: Container[str]) -> bool:
    """Of a program, and of a search for tools, both ends are told, or none."""
    if kind in (PROGRAM, PROGRAM_OUTPUT):
        return item.get("call_id") in programs
    return kind not in (SEARCH, SEARCH_OUTPUT) or (SEARCH in kinds and SEARCH_OUTPUT in kinds)


def _popped(calls: list[_Named], identity: object) -> Mapping[str, Any] | None:
    """The first of that id, as some servers give several the same; it is no more among them."""
    place = next((place for place, (known, _) in enumerate(calls) if known == identity), None)
    return calls.pop(place)[1] if place is not None else None


def _result(message: Mapping[str, Any], output: Mapping[str, Any]) -> dict[str, Any]:
    """What came of a call, and of whose."""
    kind = output.get("type", "function_call")
    told = {"type": f"{kind}_output", "call_id": message["tool_call_id"], "output": message["content"]}
    return {**told, **_caller(output)}


def _caller(output: Mapping[str, Any]) -> dict[str, Any]:
    return {"caller": output["caller"]} if "caller" in output else {}


def _answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """A no, and why, to a call that a client is to run; to a request either."""
    kind, word = answer["type"], answer["word"]
    told = {"type": f"{kind}_output", "call_id": answer["id"], **_caller(answer)}
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

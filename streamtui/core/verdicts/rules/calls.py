"""Calls as such: their index, their name, and those that are written as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streamtui.core.json_text.values import integer, mapping, mappings
from streamtui.core.text.nearest import nearest
from streamtui.core.verdicts.case import Case
from streamtui.core.verdicts.rule import Found, named, rule, shown
from streamtui.core.verdicts.written_calls import without_prefix, written_call
from streamtui.core.wire.exchange import Part


@rule("unknown-tool")
def unknown_tool(case: Case) -> Iterator[Found]:
    """A call has a name that no tool of the request has: what runs it finds nothing.

    Silent where the request is not known, or has tools that bring others with them.
    """
    request = case.request
    for call in case.calls if request is not None and not request.others_may_call else ():
        if call.tool is not None or not (case.whole or call.arguments):
            continue
        assert request is not None
        evidence = case.evidence
        chunk = evidence.of_text("name", 0, call.position) or evidence.carrying("call")
        known = [tool.label for tool in request.tools]
        if not known:
            yield Found(
                f"{named(call.call.name)} was called, though the request offered no tools; send them with every request"
                " of the conversation.",
                chunk,
                call.position,
            )
            continue
        if not call.call.name:
            yield Found(
                "A call came without a name, so that nothing can run it: the server lost it, or the model wrote none;"
                " ask again.",
                chunk or evidence.of_text("arguments", 0, call.position),
                call.position,
            )
            continue
        meant = without_prefix(call.call.name)
        near = nearest(meant, known, 1)
        told = f"the nearest is {named(near[0])}" if near else f"of {len(known)}, the first is {named(known[0])}"
        yield Found(
            f"No tool of the request is called {shown(call.call.name)}; {told}:"
            " answer the call with an error that names the tools, or ask again.",
            chunk,
            call.position,
        )


@rule("same-index")
def same_index(case: Case) -> Iterator[Found]:
    """Two calls came under one index: clients that go by it join their arguments to one text, which is no JSON.

    Here they are told apart by ids and names. Silent where each has its own, or where indices are left out.
    """
    if len(case.calls) < 2 or case.reply.api == "responses":
        return
    first: dict[int, int] = {}
    told: set[int] = set()
    for row, number, data in case.evidence.objects("call"):
        begun = case.evidence.begun_in(row)
        pieces = [piece for piece in _pieces(data) if integer(piece.get("index")) is not None]
        for position, piece in zip(begun, pieces, strict=False) if len(begun) == len(pieces) else ():
            index = integer(piece.get("index"))
            assert index is not None
            before = first.setdefault(index, position)
            if before != position and position not in told and position < len(case.calls):
                told.add(position)
                names = named(case.calls[position].call.name), named(case.calls[before].call.name)
                holder = names[1] if names[0] != names[1] else f"another {names[1]}"
                yield Found(
                    f"{names[0]} came under index {index}, which {holder} has already; clients that go by the index"
                    " join the two to one broken call: the server must count its calls.",
                    number,
                    position,
                )


def _pieces(data: dict[str, Any]) -> list[dict[str, Any]]:
    for choice in mappings(data.get("choices")):
        if not integer(choice.get("index")):
            found = mapping(choice.get("delta") or choice.get("message")).get("tool_calls")
            return [piece for piece in mappings(found) if mapping(piece.get("function")).get("name")]
    return []


@rule("call-in-text")
def call_in_text(case: Case) -> Iterator[Found]:
    """No call came, and the text has what looks like one: `<tool_call>`, `<function=`, `[TOOL_CALLS]`, JSON in a fence.

    The model made it, and the server's parser did not know its form. Silent where the request offered no tools, wanted
    no call or wanted JSON, where the call names none of the tools, and where it is talked about: quoted as code, in the
    middle of a sentence, with words behind it.
    """
    reply, request = case.reply, case.request
    if reply.model_calls or not case.whole or (request is not None and not request.may_call):
        return
    tools = {tool.name for tool in request.tools} if request is not None else None
    part: Part = "text" if reply.text else "reasoning"
    text = str(reply.text or reply.reasoning)
    if (offset := written_call(text, tools)) is not None:
        yield Found(
            f"No call came, but the {part} has what looks like one, {shown(text[offset : offset + 48], 40)}: the server"
            " did not read the model's form; start it with the tool parser and chat template of this model.",
            case.evidence.of_text(part, offset),
        )

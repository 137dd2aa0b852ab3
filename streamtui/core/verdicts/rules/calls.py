"""Calls as such: their index, their name, and those that are written as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from streamtui.core.json_text.parsing import parsed
from streamtui.core.json_text.values import integer, mapping, mappings
from streamtui.core.text.nearest import nearest
from streamtui.core.verdicts.case import Case
from streamtui.core.verdicts.quoting import Quoting
from streamtui.core.verdicts.rule import Found, named, rule, shown

_MARKS = re.compile(
    r"<tool_calls?>\s*[\[{<]|<function=[\w.-]+>|<function_calls?>\s*[\[{<]|<\|?tool_calls?(?:_begin)?\|?>\s*[\[{<]"
    r"|<｜tool▁calls?▁begin｜>|\[TOOL_CALLS\]|<\|python_tag\|>\s*[\[{\w]|<tool_code>|<invoke name="
    r"|<\|channel\|>commentary to=functions|<action>\s*\{"
)
"""What models are trained to write around a call; servers should have read it."""
_BEGINNINGS = ("<tool", "<function", "<|", "<｜tool", "[TOOL_CALLS]", "<invoke", "<action>")
"""Of all of these: to look for them one by one takes a tenth of the time."""
_FENCE = re.compile(r"```(?:json|tool_call|tool_code)?[ \t]*\n\s*([\[{].*?)\n?```", re.DOTALL)
_MOST_JSON = 20_000
_PREFIXES = ("functions.", "tools.", "default_api.", "tool.")
_EXAMPLE_SPACE = 400
"""Characters of an answer that stand around a call in it; where there are more, it is an explanation."""


@rule("unknown-tool")
def unknown_tool(case: Case) -> Iterator[Found]:
    """A call has a name that no tool of the request has: what runs it finds nothing.

    Silent where the request is not known.
    """
    request = case.request
    for call in case.calls if request is not None else ():
        if call.tool is not None or not (case.whole or call.arguments):
            continue
        assert request is not None
        chunk = case.evidence.of_text("name", 0, call.position)
        known = [tool.name for tool in request.tools if tool.name]
        if not known:
            yield Found(
                f"{named(call.call.name)} was called, though the request offered no tools; send them with every request"
                " of the conversation.",
                chunk,
                call.position,
            )
            continue
        meant = call.call.name
        for prefix in _PREFIXES:
            meant = meant.removeprefix(prefix)
        near = nearest(meant, known, 1) or known[:1]
        told = "the nearest is" if nearest(meant, known, 1) else f"of {len(known)}, the first is"
        yield Found(
            f"No tool of the request is called {shown(call.call.name)}; {told} {named(near[0])}:"
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
                yield Found(
                    f"{names[0]} came under index {index}, which {names[1]} has already; clients that go by the index"
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

    The model made it, and the server's parser did not know its form. Silent where the request offered no tools, and
    where the JSON names none of them, or stands in the middle of an explanation.
    """
    reply, request = case.reply, case.request
    if reply.model_calls or not case.whole or (request is not None and not request.tools):
        return
    tools = {tool.name for tool in request.tools} if request is not None else None
    for part, text in (("text", str(reply.text)), ("reasoning", "" if reply.text else str(reply.reasoning))):
        offset = _looks_like_a_call(text, tools)
        if offset is not None:
            seen = shown(text[offset : offset + 48], 40)
            where = "the reasoning" if part == "reasoning" else "the text"
            yield Found(
                f"No call came, but {where} has what looks like one, {seen}: the server did not read the model's form;"
                " start it with the tool parser and chat template of this model.",
                case.evidence.of_text("reasoning" if part == "reasoning" else "text", offset),
            )


def _looks_like_a_call(text: str, tools: set[str] | None) -> int | None:
    quoting = Quoting(text)
    for mark in _MARKS.finditer(text) if any(beginning in text for beginning in _BEGINNINGS) else ():
        if not quoting.in_code(mark.start()):
            return mark.start()
    whole = text.strip()
    if whole[:1] in ("{", "[") and _is_call(whole, tools):
        return text.index(whole[0])
    for fence in _FENCE.finditer(text):
        if len(whole) - (fence.end() - fence.start()) <= _EXAMPLE_SPACE and _is_call(fence[1], tools):
            return fence.start()
    return None


def _is_call(text: str, tools: set[str] | None) -> bool:
    """A JSON object with the name of a function and its arguments, or a list of such; of tools that there are."""
    if len(text) > _MOST_JSON:
        return False
    try:
        found = parsed(text)
    except (ValueError, RecursionError):
        return False
    calls = mappings(found)
    return bool(calls) and all(_names_call(call, tools) for call in calls)


def _names_call(call: dict[str, Any], tools: set[str] | None) -> bool:
    call = mapping(call.get("function")) or call
    name = call.get("name") or call.get("tool") or call.get("function")
    arguments = next((call[key] for key in ("arguments", "parameters", "args", "input") if key in call), None)
    if not isinstance(name, str) or not isinstance(arguments, dict | str) or len(call) > 4:
        return False
    return name in tools if tools is not None else True

"""Arguments of calls: cut, no JSON, not what the schema asks for."""

from __future__ import annotations

from collections.abc import Iterator

from streamtui.core.json_text.schema_checks import Schema
from streamtui.core.verdicts.case import CallCase, Case
from streamtui.core.verdicts.misfits import Misfit, first_misfit
from streamtui.core.verdicts.rule import Found, named, rule, shown, standing


@rule("cut-by-limit")
def cut_by_limit(case: Case) -> Iterator[Found]:
    """Arguments end in their middle, and the tokens were used up: whatever the finish reason says, the limit cut them.

    Servers say `tool_calls` there, and clients repair the JSON and run the call. Silent where the JSON is whole, but
    for the last call where it is empty and its schema requires fields.
    """
    for call in case.calls if case.whole and case.at_limit else ():
        never_began = call is case.calls[-1] and _is_empty(call)
        if call.within or never_began:
            ends = f"The arguments of {_name(call)} are empty" if never_began else _ends(call)
            told = f"{ends}: cut by the limit{_limit(case)}; raise {case.limit_name} and ask again."
            yield _found(case, call, told)


@rule("invalid-json", unless=("cut-by-limit",))
def invalid_json(case: Case) -> Iterator[Found]:
    """Arguments of a reply that ended well are no JSON object, by the letter: nothing may follow it, NaN is no number.

    Silent where they are empty, as many models write where a function takes nothing, and where a tool takes a text.
    """
    for call in case.calls if case.whole else ():
        if call.json.valid:
            continue
        said, advice = case.said or "nothing of why it stopped", "ask again"
        if call.within:
            sentence = f"{_ends(call)} though the server said {shown(said)}: the JSON is not whole; {advice}."
            yield _found(case, call, sentence)
        elif call.json.at is None:
            yield _found(case, call, f"The arguments of {_name(call)} are {call.json.fault}; {advice}.")
        else:
            at = max(0, call.json.at)
            stands = standing(call.arguments, at, "where they end")
            where = f"at byte {call.byte_at(at) + 1:,}, {stands}"
            sentence = f"The arguments of {_name(call)} are not JSON {where}: {call.json.reason}; {advice}."
            yield _found(case, call, sentence, at)


@rule("schema", unless=("cut-by-limit", "invalid-json"))
def schema(case: Case) -> Iterator[Found]:
    """Arguments are JSON, and not what the tool's schema asks for: a wrong type, an unknown, missing or repeated field.

    Silent where the request is not known, or the tool has no schema.
    """
    for call in case.calls if case.whole else ():
        asked = call.tool.schema if call.tool is not None else None
        if asked is not None and call.json.valid and (found := _misfit(call, asked)) is not None:
            offset = sum(call.call.argument_sizes[: found.piece + 1]) - 1
            where = f" (delta {found.piece + 1:,} of its arguments)"
            sentence = f"{_name(call)} {found.what}{where}; describe the field, or set strict on the tool."
            yield _found(case, call, sentence, offset)


def _is_empty(call: CallCase) -> bool:
    """Though something is asked for."""
    asked = call.tool.schema if call.tool is not None else None
    return call.arguments.strip() in ("", "{}") and asked is not None and bool(asked.get("required"))


def _misfit(call: CallCase, asked: Schema) -> Misfit | None:
    """The first value that does not fit, by the delta that brought it."""
    if first_misfit(asked, [call.arguments or "{}"], "its") is None:
        return None
    pieces, start = list[str](), 0
    for size in call.call.argument_sizes:
        pieces.append(call.arguments[start : start + size])
        start += size
    return first_misfit(asked, pieces or ["{}"], "its")


def _ends(call: CallCase) -> str:
    return f"The arguments of {_name(call)} end inside {call.within} at byte {call.byte_at(len(call.arguments)):,}"


def _limit(case: Case) -> str:
    counted, limit, said = case.completion_tokens, case.limit, case.said
    reason = "" if case.said_length or not said else f", though the server said {shown(said)}"
    if limit is None:
        return reason
    if counted is None:
        return f" ({limit[0]} is {limit[1]:,}){reason}"
    if counted == limit[1]:
        return f" (completion_tokens and {limit[0]} are both {counted:,}){reason}"
    return f" (completion_tokens is {counted:,}, {limit[0]} is {limit[1]:,}){reason}"


def _name(call: CallCase) -> str:
    return named(call.call.name)


def _found(case: Case, call: CallCase, sentence: str, offset: int | None = None) -> Found:
    at = len(call.arguments) if offset is None else offset
    evidence, call_number = case.evidence, call.position
    chunk = evidence.of_text("arguments", at, call_number) or evidence.of_text("name", 0, call_number)
    return Found(sentence, chunk, call_number)

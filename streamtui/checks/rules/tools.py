"""Function calls: whether the model can be made to call, and the form in which the call streams."""

from __future__ import annotations

from typing import Any

from streamtui.checks.calls import CALL_TOKENS, ONE_CITY, TOOLS, TWO_CITIES, StreamedCall, calls, pieces
from streamtui.checks.exchange import Exchange, parsed_json
from streamtui.checks.probe import Probe
from streamtui.checks.rule import rule
from streamtui.checks.verdict import SettledError, Verdict, failed, not_supported, passed, warned
from streamtui.core.words.figures import plural


async def _required(probe: Probe) -> Exchange:
    """The reply that had to call; it is asked for once."""

    async def ask() -> Exchange:
        return await probe.answer(
            ONE_CITY, optional="tools", tools=TOOLS, tool_choice="required", max_tokens=CALL_TOKENS
        )

    return await probe.once("required call", ask)


async def _called(probe: Probe) -> Exchange:
    """The same, where a call came; how it streams can't be judged without one."""
    reply = await _required(probe)
    if not pieces(reply):
        raise SettledError(not_supported("no call came to judge"))
    return reply


@rule(
    "tools-required",
    "Calls a function when it must",
    must=True,
    breaks="Agents and structured extraction that force a call get prose (LangChain, instructor, the Agents SDK).",
)
async def tools_required(probe: Probe) -> Verdict:
    """`tool_choice: "required"` means that the model must call (API reference, chat: `tool_choice`)."""
    reply = await _required(probe)
    made = calls(reply)
    if not made:
        return failed(f"text came in place of a call: {reply.shown(reply.text())}")
    if made[0].name != "get_weather":
        return failed(f"it calls {reply.shown(made[0].name)}, which it was not offered")
    return passed(f"get_weather {reply.shown(made[0].text)}")


@rule(
    "tools-finish",
    "A reply that calls ends with tool_calls",
    breaks="Agents that look at the finish reason stop in place of running the function.",
)
async def tools_finish(probe: Probe) -> Verdict:
    """`finish_reason` is `tool_calls` where the model called a tool (API reference, chunk: `finish_reason`)."""
    reply = await _called(probe)
    reason = (reply.finish_reasons() or [None])[-1]
    if reason == "length":
        return warned(f"the call was cut at {CALL_TOKENS} tokens")
    return (passed if reason == "tool_calls" else failed)(f"the finish reason is {reply.shown(reason)}")


@rule(
    "tools-index",
    "Every piece of a call has its index",
    must=True,
    breaks="The Vercel AI SDK refuses the chunk, the OpenAI helper raises TypeError; calls mix where it is wrong.",
)
async def tools_index(probe: Probe) -> Verdict:
    """`index` says which call a piece belongs to, from 0 up (API reference, chunk: `delta.tool_calls[].index`)."""
    reply = await _called(probe)
    sent = [piece.get("index") for piece in pieces(reply)]
    indices = [index for index in sent if type(index) is int]
    if len(indices) < len(sent):
        wrong = next(index for index in sent if type(index) is not int)
        return failed(f"{len(sent) - len(indices)} of {len(sent)} pieces have {reply.shown(wrong)} as index")
    if indices[0] != 0:
        return failed(f"the first call has index {indices[0]}")
    return passed(f"{len(indices)} pieces, index {', '.join(map(str, sorted(set(indices))))}")


@rule(
    "tools-ids",
    "A call begins with id, type and name, each once",
    must=True,
    breaks="The Vercel AI SDK: “Expected 'id' to be a string”; helpers that append make “get_weatherget_weather”.",
)
async def tools_ids(probe: Probe) -> Verdict:
    """The first piece has `id`, `type: function` and `function.name`; later ones only arguments.

    API reference, chunk: `delta.tool_calls`.
    """
    reply = await _called(probe)
    first = next((piece for piece in pieces(reply)), {})
    if not isinstance(first.get("id"), str) or not first["id"]:
        return failed("the first piece has no id")
    for call in calls(reply):
        if len(call.names) > 1 or len(call.ids) > 1:
            return failed(f"{plural(len(call.ids), 'id')} and {plural(len(call.names), 'name')} for one call")
        if not call.names:
            return failed("no piece has a name")
        if call.types != ["function"]:
            return warned(f"its types are {reply.shown(call.types)}, not “function” once")
    return passed(f"{reply.shown(first['id'])}, type function")


@rule(
    "tools-json",
    "The arguments are valid JSON",
    must=True,
    breaks="json.loads fails in every agent; some send the error back to the model and loop.",
)
async def tools_json(probe: Probe) -> Verdict:
    """`function.arguments` is a string; all its pieces together are JSON (API reference, chunk: `function.arguments`).

    The model may invent arguments, the reference warns; the check only wants the object that the schema demands.
    """
    reply = await _called(probe)
    for call in calls(reply):
        if complaint := _bad_arguments(call, reply):
            return failed(complaint)
    return passed(f"{reply.shown(calls(reply)[0].text)}")


def _bad_arguments(call: StreamedCall, reply: Exchange) -> str:
    if any(not isinstance(piece, str) for piece in call.arguments):
        return f"they are no string: {reply.shown(call.arguments[0])}"
    arguments = parsed_json(call.text)
    if not isinstance(arguments, dict):
        return f"no JSON object: {reply.shown(call.text)}"
    if not isinstance(arguments.get("city"), str):
        return f"`city` is missing, which the schema requires: {reply.shown(call.text)}"
    return ""


@rule(
    "tools-incremental",
    "The arguments stream in pieces",
    breaks="Nothing can be shown while a long call is written (a file, a patch): the screen seems to hang.",
)
async def tools_incremental(probe: Probe) -> Verdict:
    """Arguments are generated "in JSON format by the model", and stream as they are (API reference, chunk)."""
    reply = await _called(probe)
    count = len(calls(reply)[0].arguments)
    if count > 1:
        return passed(f"{count} pieces for {len(calls(reply)[0].text)} characters")
    return warned(f"{len(calls(reply)[0].text)} characters in one piece")


@rule(
    "tools-auto",
    "Decides by itself whether to call",
    must=True,
    breaks="Agents that offer functions get an error, or the call as text which nobody runs.",
)
async def tools_auto(probe: Probe) -> Verdict:
    """`auto`, the default with tools: the model writes a message or calls (API reference, chat: `tool_choice`)."""
    reply = await probe.answer(ONE_CITY, optional="tools", tools=TOOLS, tool_choice="auto", max_tokens=CALL_TOKENS)
    if made := calls(reply):
        return passed(f"{made[0].name} {reply.shown(made[0].text)}")
    if "get_weather" in reply.text() and "{" in reply.text():
        return failed(f"the call is text: {reply.shown(reply.text())}")
    return warned(f"the model answered in words: {reply.shown(reply.text())}")


@rule(
    "tools-parallel",
    "Two calls in one reply stay apart",
    breaks="Two calls under one index become one with “{…}{…}” as arguments (the OpenAI helper, LangChain).",
)
async def tools_parallel(probe: Probe) -> Verdict:
    """A reply may call several times, each with an index and an id (API reference, chat: `parallel_tool_calls`)."""
    parameters: dict[str, Any] = {"tools": TOOLS, "tool_choice": "required", "parallel_tool_calls": True}
    reply = await probe.answer(TWO_CITIES, optional="parallel_tool_calls", max_tokens=2 * CALL_TOKENS, **parameters)
    made = calls(reply)
    if not made:
        return not_supported("no call came to judge")
    for call in made:
        if len(call.names) > 1 or len(set(map(str, call.ids))) > 1:
            return failed(f"two calls under one index: {reply.shown(call.name)} {reply.shown(call.text)}")
    if len({str(call.ids) for call in made}) < len(made):
        return failed(f"{len(made)} calls share an id: {reply.shown(made[0].ids)}")
    if len(made) == 1:
        return warned(f"the model called once: {reply.shown(made[0].text)}")
    return passed(f"{len(made)} calls: {', '.join(reply.shown(call.text) for call in made)}")


@rule(
    "tools-result",
    "Takes a function's result and answers",
    must=True,
    breaks="Agents end after their first call.",
)
async def tools_result(probe: Probe) -> Verdict:
    """The result goes back as a message with role tool and the call's id (API reference, chat: `messages`)."""
    call = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}
    messages = [
        {"role": "user", "content": ONE_CITY},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": '{"temperature_c": 18, "sky": "clear"}'},
    ]
    reply = await probe.answer("", optional="a tool's result", tools=TOOLS, messages=messages, max_tokens=48)
    if reply.text():
        return passed(reply.shown(reply.text()))
    return warned("the model called again") if calls(reply) else failed("the reply is empty")


RULES = (
    tools_required,
    tools_finish,
    tools_index,
    tools_ids,
    tools_json,
    tools_incremental,
    tools_auto,
    tools_parallel,
    tools_result,
)

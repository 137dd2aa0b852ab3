"""What a request asks for: limits, functions, a schema."""

from __future__ import annotations

from typing import Any

from streamtui.checks.calls import CALL_TOKENS, ONE_CITY, TWO_CITIES, WEATHER
from streamtui.checks.exchange import parsed_json
from streamtui.checks.person import PERSON, PERSON_SCHEMA, PERSON_TOKENS, is_person
from streamtui.checks.probe import STORY, Probe
from streamtui.checks.responses.items import sums
from streamtui.checks.responses.stream import plain
from streamtui.checks.responses.streamed import Streamed
from streamtui.checks.rule import rule
from streamtui.checks.verdict import SettledError, Verdict, failed, not_supported, passed, warned
from streamtui.core.json_text.values import count, mapping, text

_FEW_TOKENS = 16
_ARGUMENTS = ("response.function_call_arguments.delta", "response.function_call_arguments.done")
_TOOLS = [{"type": "function", **WEATHER, "strict": False}]


@rule(
    "responses-usage",
    "Counts tokens",
    must=True,
    breaks="Costs and token counts are missing or wrong (budgets, LiteLLM, streamtui).",
)
async def usage(probe: Probe) -> Verdict:
    """The final response has `usage`: input, output, and their total (Open Responses, response)."""
    reply = await plain(probe)
    counted = mapping(reply.final.get("usage"))
    if not counted:
        return failed("no usage came")
    given, made, total = [count(counted.get(name)) for name in ("input_tokens", "output_tokens", "total_tokens")]
    if given is None or made is None or total is None:
        return failed(f"a count is missing: {reply.shown(counted)}")
    for name, part, whole in (("input", "cached", given), ("output", "reasoning", made)):
        of_those = count(mapping(counted.get(f"{name}_tokens_details")).get(f"{part}_tokens"))
        if (of_those or 0) > whole:
            return failed(f"{of_those} {part} tokens of {whole} {name} tokens can't be right")
    seen = f"{given} + {made} = {total} tokens"
    return passed(seen) if given + made == total and given and made else failed(f"{seen} can't be right")


@rule(
    "responses-max-output-tokens",
    "Stops at the limit, and says incomplete",
    must=True,
    breaks="A limit that is not kept costs money; a cut reply that says completed is taken for whole.",
)
async def max_output_tokens(probe: Probe) -> Verdict:
    """Status `incomplete`, with `incomplete_details.reason` of `max_output_tokens` (Open Responses, response)."""
    reply = Streamed(await probe.ask(STORY, optional="max_output_tokens", max_output_tokens=_FEW_TOKENS))
    if "max_output_tokens" in probe.left_out:
        return not_supported("it refuses max_output_tokens")
    made = count(mapping(reply.final.get("usage")).get("output_tokens"))
    if (made or 0) > _FEW_TOKENS:
        return failed(f"the limit was {_FEW_TOKENS}, but {made} tokens came")
    status, reason = reply.final.get("status"), mapping(reply.final.get("incomplete_details")).get("reason")
    if status != "incomplete":
        return failed(f"the limit was {_FEW_TOKENS}, and the status is {reply.shown(status)}")
    if reason != "max_output_tokens":
        return failed(f"incomplete, but the reason is {reply.shown(reason)}")
    return passed(f"incomplete, {reason}")


async def _called(probe: Probe, prompt: str, **more: Any) -> Streamed:
    """The reply that had to call; the same is asked for once."""
    wanted: dict[str, Any] = {"tools": _TOOLS, "tool_choice": "required", "max_output_tokens": CALL_TOKENS, **more}
    return Streamed(await probe.once(prompt, lambda: probe.answer(prompt, optional="tools", **wanted)))


async def _call_to_judge(probe: Probe) -> Streamed:
    """The same reply, for rules on how a call comes. Raises SettledError where none came."""
    reply = await _called(probe, ONE_CITY)
    if not reply.calls:
        raise SettledError(not_supported("no call came to judge"))
    return reply


@rule(
    "responses-call",
    "Calls a function when it must, with JSON",
    must=True,
    breaks="Agents and structured extraction that force a call get prose, or arguments that can't be read.",
)
async def call(probe: Probe) -> Verdict:
    """A `function_call` item has `call_id`, `name`, and `arguments` as JSON text (Open Responses, tools)."""
    reply = await _called(probe, ONE_CITY)
    if not reply.calls:
        return failed(f"text came in place of a call: {reply.shown(reply.text)}")
    made = reply.calls[0]
    if made.get("name") != "get_weather":
        return failed(f"it calls {reply.shown(made.get('name'))}, which it was not offered")
    if not text(made.get("call_id")):
        return failed("the call has no call_id")
    if not isinstance(parsed_json(text(made.get("arguments"))), dict):
        if reply.final.get("status") == "incomplete":
            return warned(f"the call was cut at {CALL_TOKENS} tokens")
        return failed(f"the arguments are no JSON object: {reply.shown(made.get('arguments'))}")
    return passed(f"get_weather {reply.shown(made['arguments'])}")


@rule(
    "responses-call-events",
    "Arguments stream, and are done as they were streamed",
    breaks="Clients that follow the deltas run the call with other arguments than the item says.",
)
async def call_events(probe: Probe) -> Verdict:
    """`function_call_arguments.delta`, `.done`, and the item, all with the same (Open Responses, streaming events)."""
    reply = await _call_to_judge(probe)
    verdict = sums(reply, "response.function_call_arguments")
    if verdict.status != "pass":
        return verdict
    for data in reply.of("response.function_call_arguments.done"):
        item = reply.done.get(data.get("output_index"), {})
        if item.get("arguments") != data.get("arguments"):
            return failed(f".done is {reply.shown(data.get('arguments'))}, the item {reply.shown(item)}")
    done: set[Any] = set()
    for data in reply.of("response.output_item.done", "response.function_call_arguments.done"):
        if data.get("type") == "response.output_item.done":
            done.add(data.get("output_index"))
        elif data.get("output_index") in done:
            return failed("the item is done before its arguments")
    return verdict


@rule(
    "responses-call-item",
    "A call is added with name and call_id, and keeps them",
    breaks="Clients that show a call from its beginning (the Vercel AI SDK) have no name, or join it with another.",
)
async def call_item(probe: Probe) -> Verdict:
    """`output_item.added` has the call, without arguments; all of its events have its id (Open Responses, tools)."""
    reply = await _call_to_judge(probe)
    for place, made in reply.done.items():
        if made.get("type") != "function_call":
            continue
        begun = reply.added.get(place, {})
        for name in ("name", "call_id"):
            if not text(begun.get(name)):
                return failed(f"the call is added without {name}")
            if made.get(name) not in (None, begun[name]):
                return failed(f"{name} is {reply.shown(begun[name])}, and {reply.shown(made[name])} when it is done")
        if text(begun.get("arguments")):
            return failed(f"it is added with {reply.shown(begun['arguments'])}, to which the deltas are added")
        events = [data for data in reply.of(*_ARGUMENTS) if data.get("output_index") == place]
        others = [data["item_id"] for data in events if data.get("item_id") not in (None, begun.get("id"))]
        if others:
            return failed(f"{len(others)} events of {reply.shown(begun.get('id'))} say {reply.shown(others[0])}")
    return passed(f"{reply.shown(reply.calls[0].get('name'))} with {reply.shown(reply.calls[0].get('call_id'))}")


@rule(
    "responses-parallel-calls",
    "Calls twice where two are needed",
    breaks="Agents take more rounds; calls mix, or one is lost, where they share an index or a call_id.",
)
async def parallel_calls(probe: Probe) -> Verdict:
    """With `parallel_tool_calls` each call is an item with a `call_id` of its own (Open Responses, tools)."""
    reply = await _called(probe, TWO_CITIES, parallel_tool_calls=True)
    made = reply.of("response.output_item.done")
    calls = [item for data in made if (item := mapping(data.get("item"))).get("type") == "function_call"]
    if len(calls) < 2:
        return warned(f"{len(calls)} came where two cities were asked for")
    if len({str(each.get("call_id")) for each in calls}) < len(calls):
        return failed(f"{len(calls)} calls share call_id {reply.shown(calls[0].get('call_id'))}")
    if len({str(data.get("output_index")) for data in made}) < len(made):
        return failed(f"{len(made)} items share an output_index")
    places = {item.get("id"): place for place, item in reply.added.items()}
    for data in reply.of(*_ARGUMENTS):
        place = places.get(data.get("item_id"), data.get("output_index"))
        if place != data.get("output_index"):
            said = reply.shown(data.get("output_index"))
            return failed(f"arguments of the item at {reply.shown(place)} come with output_index {said}")
    return passed(f"{len(calls)} calls")


@rule(
    "responses-schema",
    "A schema is kept",
    breaks="Structured outputs (the SDK's parse, instructor) fail their validation.",
)
async def schema(probe: Probe) -> Verdict:
    """`text.format` of type `json_schema` with `strict` is kept to (Open Responses, request: `text`)."""
    form = {"type": "json_schema", "name": "person", "strict": True, "schema": PERSON_SCHEMA}
    reply = Streamed(
        await probe.answer(PERSON, optional="json_schema", text={"format": form}, max_output_tokens=PERSON_TOKENS)
    )
    if is_person(reply.text):
        return passed(reply.shown(reply.text))
    cut = reply.final.get("status") == "incomplete" and reply.text.lstrip()[:1] == "{"
    return (warned if cut else failed)(reply.shown(reply.text))


RULES = (usage, max_output_tokens, call, call_item, call_events, parallel_calls, schema)

"""What a server of the Responses API can do wrong, each by name; and a server that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from tests.servers import defect_changes as change
from tests.servers import good_responses
from tests.servers.chat_server import RecordedRequest
from tests.servers.defect_changes import Body
from tests.servers.defect_list import Defect
from tests.servers.defects import DefectServer
from tests.servers.replies import DONE, sse

Events = list[Body]
_DELTA, _TEXT_DONE = "response.output_text.delta", "response.output_text.done"
_ADDED, _ITEM_DONE = "response.output_item.added", "response.output_item.done"
_PART_ADDED = "response.content_part.added"
_ARGUMENTS_DELTA = "response.function_call_arguments.delta"
_ARGUMENTS_DONE = "response.function_call_arguments.done"
_ENDS = ("response.completed", "response.incomplete")
_CALL = "responses-call responses-call-events responses-parallel-calls"


def _each(*types: str, do: Callable[[Body], Any]) -> Callable[[Events, Body], Events]:
    """Do that to a copy of each event of these types; of all, where none is named."""

    def changed(events: Events, _: Body) -> Events:
        copies = [deepcopy(event) for event in events]
        for event in copies:
            if not types or event["type"] in types:
                do(event)
        return copies

    return changed


def _without(*types: str) -> Callable[[Events, Body], Events]:
    return lambda events, _: [event for event in events if event["type"] not in types]


def _moved(kind: str, behind: str) -> Callable[[Events, Body], Events]:
    """The first event of that type comes behind the first of another; their numbers still grow."""

    def moved(events: Events, _: Body) -> Events:
        types = [event["type"] for event in events]
        if kind not in types or behind not in types:
            return events
        order = list(events)
        late = order.pop(types.index(kind))
        order.insert(types.index(behind), late)
        return [{**event, "sequence_number": at} for at, event in enumerate(order)]

    return moved


def _last(*more: Body) -> Callable[[Events, Body], Events]:
    return lambda events, _: [*events, *({**event, "sequence_number": len(events)} for event in more)]


def _final(**fields: Any) -> Callable[[Events, Body], Events]:
    return _each(*_ENDS, do=lambda event: event["response"].update(fields))


def _first_delta_lost(events: Events, _: Body) -> Events:
    types = [event["type"] for event in events]
    lost = types.index(_DELTA) if _DELTA in types else None
    return [event for at, event in enumerate(events) if at != lost]


def _one_delta(events: Events, _: Body) -> Events:
    """The first delta of the text is all of it."""
    whole = "".join(event["delta"] for event in events if event["type"] == _DELTA)
    first = next((at for at, event in enumerate(events) if event["type"] == _DELTA), None)
    kept = [(at, event) for at, event in enumerate(events) if event["type"] != _DELTA or at == first]
    return [{**event, "delta": whole} if at == first else event for at, event in kept]


def _other_item_ids(event: Body) -> None:
    event["item_id"] = f"msg_{event['sequence_number']}"


def _half(event: Body) -> None:
    """Arguments without their end, in whichever event they are."""
    for holder in (event, event.get("item", {}), *event.get("response", {}).get("output", ())):
        for name in ("arguments", "delta"):
            if isinstance(holder.get(name), str):
                holder[name] = holder[name].replace("}", "")


def _same_call_id(event: Body) -> None:
    for holder in (event.get("item", {}), *event.get("response", {}).get("output", ())):
        if "call_id" in holder:
            holder["call_id"] = "call"


def _chat_type(answer: Any, _: Any) -> Any:
    return replace(answer, headers={"Content-Type": "application/json"})


def _defect(rule: str, also: str = "", **changes: Any) -> Defect:
    return Defect(rule, frozenset(also.split()), **changes)


RESPONSES_DEFECTS: dict[str, Defect] = {
    "json-type": _defect("responses-content-type", answer=_chat_type),
    "one-newline": _defect("responses-framing", packets=change.every_packet(lambda packet: packet[:-1])),
    "late-first-byte": _defect("responses-first-byte", answer=change.steps(change.delayed(0, 12), first=True)),
    "one-delta": _defect("responses-deltas", chunks=_one_delta),
    "no-event-lines": _defect(
        "responses-event-names", packets=change.every_packet(lambda packet: packet[packet.index(b"data:") :])
    ),
    "other-event-lines": _defect(
        "responses-event-names",
        packets=change.every_packet(lambda packet: packet.replace(b"event: response.", b"event: ")),
    ),
    "no-numbers": _defect("responses-sequence", chunks=_each(do=lambda event: event.pop("sequence_number"))),
    "same-number": _defect("responses-sequence", chunks=_each(do=lambda event: event.update(sequence_number=1))),
    "no-created": _defect("responses-created", chunks=_without("response.created", "response.in_progress")),
    "other-final-id": _defect("responses-created", chunks=_final(id="resp_other")),
    "no-terminal": _defect(
        "responses-terminal",
        "responses-final-output responses-usage responses-max-output-tokens",
        chunks=_without(*_ENDS),
    ),
    "goes-on-behind-the-end": _defect("responses-terminal", chunks=_last({"type": "response.debug"})),
    "other-status": _defect("responses-terminal", "responses-max-output-tokens", chunks=_final(status="done")),
    "no-done": _defect("responses-done", packets=lambda packets: packets[:-1]),
    "done-twice": _defect("responses-done", packets=lambda packets: [*packets, DONE]),
    "nothing-added": _defect("responses-items", chunks=_without(_ADDED)),
    "added-late": _defect("responses-items", chunks=_moved(_ADDED, _PART_ADDED)),
    "added-without-type": _defect("responses-items", chunks=_each(_ADDED, do=lambda event: event["item"].pop("type"))),
    "no-parts": _defect("responses-parts", chunks=_without(_PART_ADDED, "response.content_part.done")),
    "part-late": _defect("responses-parts", chunks=_moved(_PART_ADDED, _DELTA)),
    "part-never-done": _defect("responses-parts", chunks=_without("response.content_part.done")),
    "done-is-other": _defect(
        "responses-done-equals-deltas", chunks=_each(_TEXT_DONE, do=lambda event: event.update(text="Other."))
    ),
    "text-never-done": _defect("responses-done-equals-deltas", chunks=_without(_TEXT_DONE)),
    "no-final-output": _defect("responses-final-output", chunks=_final(output=[])),
    "other-final-items": _defect(
        "responses-final-output",
        chunks=_each(*_ENDS, do=lambda event: [item.update(id="other") for item in event["response"]["output"]]),
    ),
    "a-delta-is-lost": _defect(
        "responses-final-output", "responses-done-equals-deltas responses-schema", chunks=_first_delta_lost
    ),
    "other-item-ids": _defect("responses-item-ids", chunks=_each(_DELTA, do=_other_item_ids)),
    "indexes-from-1": _defect(
        "responses-indexes",
        chunks=_each(
            do=lambda event: event.update(output_index=event["output_index"] + 1) if "output_index" in event else None
        ),
    ),
    "no-indexes": _defect(
        "responses-indexes",
        "responses-parallel-calls",
        chunks=_each(do=lambda event: event.pop("output_index", None)),
    ),
    "no-content-index": _defect(
        "responses-indexes",
        "responses-parts responses-done-equals-deltas",
        chunks=_each(_DELTA, do=lambda event: event.pop("content_index")),
    ),
    "no-usage": _defect("responses-usage", chunks=_final(usage=None)),
    "wrong-usage": _defect(
        "responses-usage", chunks=_final(usage={"input_tokens": 3, "output_tokens": 4, "total_tokens": 9})
    ),
    "limit-ignored": _defect("responses-max-output-tokens", body=change.ignoring("max_tokens")),
    "limit-without-reason": _defect("responses-max-output-tokens", chunks=_final(incomplete_details=None)),
    "not-forced": _defect("responses-call", _CALL, body=change.not_forced),
    "no-call-id": _defect(
        "responses-call",
        "responses-parallel-calls",
        chunks=_each(_ITEM_DONE, do=lambda event: event["item"].pop("call_id", None)),
    ),
    "half-arguments": _defect("responses-call", "responses-schema", chunks=_each(do=_half)),
    "arguments-whole": _defect("responses-call-events", chunks=_without(_ARGUMENTS_DELTA)),
    "arguments-are-other": _defect(
        "responses-call-events", chunks=_each(_ARGUMENTS_DONE, do=lambda event: event.update(arguments="{}"))
    ),
    "arguments-late": _defect("responses-call-events", chunks=_moved(_ARGUMENTS_DONE, _ITEM_DONE)),
    "one-call-only": _defect("responses-parallel-calls", body=change.with_values(parallel_tool_calls=False)),
    "calls-same-id": _defect("responses-parallel-calls", chunks=_each(do=_same_call_id)),
    "schema-ignored": _defect("responses-schema", body=change.without_format("json_schema")),
    "kept-all-the-same": _defect("responses-store", chunks=_final(store=True)),
    "any-model": _defect("responses-error-model", refusal=change.accepting("model")),
    "model-in-stream": _defect("responses-error-model", refusal=change.refusing("model", change.in_stream)),
    "any-previous": _defect("responses-error-previous", refusal=change.accepting("previous")),
    "previous-500": _defect("responses-error-previous", refusal=change.refusing("previous", change.as_500)),
    "any-key": _defect("responses-error-key", refusal=change.accepting("key")),
    "parameter-500": _defect("responses-error-parameter", refusal=change.refusing("parameter", change.as_500)),
}


class ResponsesServer(DefectServer):
    """Speaks both APIs; the defects are for the Responses API."""

    known: Mapping[str, Defect] = RESPONSES_DEFECTS

    def asked_for(self, request: RecordedRequest) -> Body:
        if "input" not in request.body:
            return super().asked_for(request)
        return {**good_responses.as_chat(request.body), "responses": True}

    def pieces(self, body: Body, number: int) -> Events:
        return (good_responses.events if "responses" in body else super().pieces)(body, number)

    def packets(self, pieces: Events) -> list[bytes]:
        if "type" not in pieces[0]:
            return super().packets(pieces)
        return [*(f"event: {event['type']}\n".encode() + sse(event) for event in pieces), DONE]

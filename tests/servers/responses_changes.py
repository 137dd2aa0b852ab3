"""Changes to the events of a right response, and to answers of its server, of which defects are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from tests.servers import defect_changes as change
from tests.servers.chat_server import RecordedRequest
from tests.servers.defect_changes import Body
from tests.servers.replies import DONE, Answer, document, sse

Events = list[Body]
DELTA, TEXT_DONE = "response.output_text.delta", "response.output_text.done"
ADDED, ITEM_DONE = "response.output_item.added", "response.output_item.done"
PART_ADDED = "response.content_part.added"
ARGUMENTS_DELTA = "response.function_call_arguments.delta"
ARGUMENTS_DONE = "response.function_call_arguments.done"
ENDS = ("response.completed", "response.incomplete")
TOO_LONG = {"code": "context_length_exceeded", "message": "Your input exceeds the context window.", "param": "input"}
FAILED: Body = {"type": "response.failed", "response": {"status": "failed", "error": TOO_LONG}}


def each(*types: str, do: Callable[[Body], Any]) -> Callable[[Events, Body], Events]:
    """Do that to a copy of each event of these types; of all, where none is named."""

    def changed(events: Events, _: Body) -> Events:
        copies = [deepcopy(event) for event in events]
        for event in copies:
            if not types or event["type"] in types:
                do(event)
        return copies

    return changed


def without(*types: str) -> Callable[[Events, Body], Events]:
    return lambda events, _: [event for event in events if event["type"] not in types]


def moved(kind: str, behind: str) -> Callable[[Events, Body], Events]:
    """The first event of that type comes behind the first of another; their numbers still grow."""

    def changed(events: Events, _: Body) -> Events:
        types = [event["type"] for event in events]
        if kind not in types or behind not in types:
            return events
        order = list(events)
        late = order.pop(types.index(kind))
        order.insert(types.index(behind), late)
        return _numbered(order)

    return changed


def last(*more: Body) -> Callable[[Events, Body], Events]:
    return lambda events, _: [*events, *({**event, "sequence_number": len(events)} for event in more)]


def final(**fields: Any) -> Callable[[Events, Body], Events]:
    return each(*ENDS, do=lambda event: event["response"].update(fields))


def first_delta_lost(events: Events, _: Body) -> Events:
    types = [event["type"] for event in events]
    lost = types.index(DELTA) if DELTA in types else None
    return [event for at, event in enumerate(events) if at != lost]


def _numbered(events: Events) -> Events:
    return [{**event, "sequence_number": at} for at, event in enumerate(events)]


def first_delta_null(events: Events, _: Body) -> Events:
    """A delta of nothing comes before the first one."""
    first = next((at for at, event in enumerate(events) if event["type"] == DELTA), None)
    if first is None:
        return events
    return _numbered([*events[:first], {**events[first], "delta": None}, *events[first:]])


def created_twice(events: Events, _: Body) -> Events:
    return _numbered([events[0], *events])


def one_delta(events: Events, _: Body) -> Events:
    """The first delta of the text is all of it."""
    whole = "".join(event["delta"] for event in events if event["type"] == DELTA)
    first = next((at for at, event in enumerate(events) if event["type"] == DELTA), None)
    kept = [(at, event) for at, event in enumerate(events) if event["type"] != DELTA or at == first]
    return [{**event, "delta": whole} if at == first else event for at, event in kept]


def other_item_ids(event: Body) -> None:
    event["item_id"] = f"msg_{event['sequence_number']}"


def half(event: Body) -> None:
    """Arguments without their end, in whichever event they are."""
    for holder in (event, *_items(event)):
        for name in ("arguments", "delta"):
            if isinstance(holder.get(name), str):
                holder[name] = holder[name].replace("}", "")


def _items(event: Body) -> list[Body]:
    """The items that an event holds."""
    return [event.get("item", {}), *event.get("response", {}).get("output", ())]


def same_call_id(event: Body) -> None:
    for item in _items(event):
        if "call_id" in item:
            item["call_id"] = "call"


def with_arguments(event: Body) -> None:
    """A call begins with what is only to come."""
    if event["item"]["type"] == "function_call":
        event["item"]["arguments"] = "{"


def with_status(event: Body, status: str) -> None:
    event["response"]["status"] = status


def items_with_status(status: str) -> Callable[[Body], None]:
    def change_them(event: Body) -> None:
        for item in _items(event):
            if "status" in item:
                item["status"] = status

    return change_them


def without_annotations(event: Body) -> None:
    for item in _items(event):
        for part in item.get("content", ()):
            part.pop("annotations", None)


def framed(*events: Body) -> list[bytes]:
    """The events as they are sent."""
    return [*(f"event: {event['type']}\n".encode() + sse(event) for event in events), DONE]


def failing(*events: Body) -> Callable[[Answer, str], Answer | None]:
    """A prompt that is too long is accepted, and then these come."""
    return change.refusing("context", lambda _: Answer(framed(*_numbered([*events]))))


def without_ciphertext(event: Body) -> None:
    for item in _items(event):
        item.pop("encrypted_content", None)


def no_reasoning_back(answer: Answer, requests: Sequence[RecordedRequest]) -> Answer:
    """Refuse reasoning that comes back."""
    kinds = {item["type"] for item in requests[-1].body["input"]}
    return document({"error": {"message": "Unknown type: reasoning."}}, 400) if "reasoning" in kinds else answer


def nothing_stored(answer: Answer, requests: Sequence[RecordedRequest]) -> Answer:
    """Know no response."""
    error = {"message": "There is no such response.", "type": "invalid_request_error", "code": "not_found"}
    return document({"error": error}, 404) if "previous_response_id" in requests[-1].body else answer


def turn_before_forgotten(body: Body, _: int) -> Body:
    return {**body, "messages": body["messages"][len(body.get("before", ())) :]}


def read_in_part(event: Body) -> None:
    """The prompt's count shows that most of it was dropped."""
    counts = event["response"]["usage"]
    counts["input_tokens"] = min(counts["input_tokens"], 1000)


def chat_type(answer: Any, _: Any) -> Any:
    return replace(answer, headers={"Content-Type": "application/json"})

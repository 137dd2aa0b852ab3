"""The items of a response and their parts: each is added, grows, and is done, and the final response has them all."""

from __future__ import annotations

from typing import Any

from streamtui.checks.probe import Probe
from streamtui.checks.responses.stream import plain
from streamtui.checks.responses.streamed import TEXTS, Streamed, text_of
from streamtui.checks.rule import rule
from streamtui.checks.verdict import SettledError, Verdict, failed, passed, warned
from streamtui.core.json_text.values import mapping, text
from streamtui.core.words.figures import plural

_ADDED, _DONE = "response.output_item.added", "response.output_item.done"
_PART_ADDED, _PART_DONE = "response.content_part.added", "response.content_part.done"
_IN_PARTS = ("response.output_text.delta", "response.output_text.done", "response.refusal.delta")


async def _with_message(probe: Probe) -> Streamed:
    """The plain reply, where more than thoughts came."""
    reply = await plain(probe)
    if reply.only_thoughts:
        raise SettledError(warned("all tokens went into thoughts: there is no text to judge"))
    return reply


@rule(
    "responses-items",
    "An item is added before anything of it, and done after",
    must=True,
    breaks="The SDK's helper and the Vercel AI SDK look the item up by its index: IndexError, lost text.",
)
async def items(probe: Probe) -> Verdict:
    """`output_item.added` with type and role comes first, `output_item.done` last (Open Responses, items)."""
    reply = await plain(probe)
    places = [data for _, data in reply.events if "output_index" in data or "item" in data]
    if not places:
        return failed("no event is of an item")
    is_open: dict[Any, bool] = {}
    for data in places:
        place, kind = str(data.get("output_index")), text(data.get("type"))
        if kind == _ADDED:
            item = mapping(data.get("item"))
            if not text(item.get("type")):
                return failed(f"item {reply.shown(place)} is added without a type")
            if item["type"] == "message" and item.get("role") != "assistant":
                return failed(f"message {reply.shown(place)} is added with role {reply.shown(item.get('role'))}")
            is_open[place] = True
        elif not is_open.get(place):
            when = "after it was done" if place in is_open else "before it was added"
            return failed(f"{reply.shown(kind)} of item {reply.shown(place)} comes {when}")
        elif kind == _DONE:
            is_open[place] = False
    left = sum(is_open.values())
    if left:
        return failed(f"{left} of {plural(len(is_open), 'item')} never done")
    return passed(plural(len(is_open), "item"))


@rule(
    "responses-parts",
    "Text is inside of a part that was added",
    must=True,
    breaks="The SDK's helper puts text into `content[content_index]`: IndexError where there is none yet.",
)
async def parts(probe: Probe) -> Verdict:
    """`content_part.added` of an empty part, deltas, `content_part.done` (Open Responses, streaming events)."""
    reply = await _with_message(probe)
    is_open: dict[tuple[str, str], bool] = {}
    for data in reply.of(_PART_ADDED, _PART_DONE, *_IN_PARTS):
        place = str(data.get("output_index")), str(data.get("content_index"))
        kind = text(data.get("type"))
        if kind == _PART_ADDED:
            if begun := _text_of_part(data):
                return failed(f"a part is added with {reply.shown(begun)} in it, to which the deltas are added")
            is_open[place] = True
        elif not is_open.get(place):
            return failed(f"{kind} comes {'after the part was done' if place in is_open else 'without a part'}")
        elif kind == _PART_DONE:
            is_open[place] = False
    if not is_open:
        return failed("no part was added")
    left = sum(is_open.values())
    return failed(f"{left} never done") if left else passed(plural(len(is_open), "part"))


@rule(
    "responses-done-equals-deltas",
    "`.done` is the sum of the deltas",
    must=True,
    breaks="What was shown while it streamed is not what is kept.",
)
async def done_equals_deltas(probe: Probe) -> Verdict:
    """The `.done` of a text, and of its part, holds what the deltas add up to (Open Responses, streaming events)."""
    reply = await _with_message(probe)
    verdict = sums(reply, "response.output_text")
    if verdict.status == "pass":
        whole = {_place(data): text(data.get("text")) for data in reply.of("response.output_text.done")}
        for data in reply.of(_PART_DONE):
            if (said := whole.get(_place(data))) is not None and said != _text_of_part(data):
                return failed(f".done is {reply.shown(said)}, but the part is {reply.shown(_text_of_part(data))}")
    return verdict


def sums(reply: Streamed, kind: str) -> Verdict:
    """The verdict on the `.done` events of one kind of text."""
    grown: dict[tuple[str, str], list[str]] = {}
    whole: dict[tuple[str, str], str] = {}
    for data in reply.of(f"{kind}.delta", f"{kind}.done"):
        place = _place(data)
        if data.get("type") == f"{kind}.done":
            whole[place] = text(data.get(TEXTS[kind]))
        elif place in whole:
            return failed(f"a delta comes after .done: {reply.shown(data.get('delta'))}")
        else:
            grown.setdefault(place, []).append(text(data.get("delta")))
    for place, pieces in grown.items():
        if place not in whole:
            return failed(f"{kind}.done never came")
        if "".join(pieces) != whole[place]:
            return failed(f"the deltas are {reply.shown(''.join(pieces))}, but .done is {reply.shown(whole[place])}")
    if not grown:
        return failed(f"no {kind}.delta came")
    return passed(f"{sum(map(len, grown.values()))} deltas, {sum(map(len, whole.values()))} characters")


def _text_of_part(data: dict[str, Any]) -> str:
    """What the part of an event says, or why it says nothing."""
    part = mapping(data.get("part"))
    return text(part.get("text")) or text(part.get("refusal"))


def _place(data: dict[str, Any]) -> tuple[str, str]:
    return str(data.get("output_index")), str(data.get("content_index"))


@rule(
    "responses-final-output",
    "The final output is what was streamed",
    must=True,
    breaks="Clients that take the final response (the SDKs' get_final_response) get another reply than was shown.",
)
async def final_output(probe: Probe) -> Verdict:
    """The final response's `output` holds every item, as it was when it was done (Open Responses, response)."""
    reply = await plain(probe)
    streamed = [reply.done[place] for place in sorted(reply.done, key=str)]
    if len(streamed) != len(reply.output):
        return failed(f"{plural(len(streamed), 'item')} streamed, {len(reply.output)} in the final output")
    for item, final in zip(streamed, reply.output, strict=True):
        for name in ("type", "id", "call_id", "name"):
            if item.get(name) != final.get(name):
                return failed(f"{name} was {reply.shown(item.get(name))}, and is {reply.shown(final.get(name))}")
        if text_of(item) != text_of(final):
            return failed(f"{reply.shown(text_of(item))} was streamed, {reply.shown(text_of(final))} is in it")
    answer = "".join(text_of(item) for item in reply.output if item.get("type") == "message")
    if reply.said != answer:
        return failed("its text is not the sum of all deltas")
    return passed(plural(len(streamed), "item"))


@rule(
    "responses-item-ids",
    "An item keeps its id",
    breaks="Clients that join by item_id show one message as many (the Vercel AI SDK before it went by index).",
)
async def item_ids(probe: Probe) -> Verdict:
    """`item_id` in every event, and `id` when done, are the `id` that was added (Open Responses, items)."""
    reply = await plain(probe)
    for place, item in reply.added.items():
        if not text(item.get("id")):
            return failed(f"item {place} is added without an id")
        of_items = (data for _, data in reply.events if {"output_index", "item_id", "item"} & data.keys())
        events = [data for data in of_items if data.get("output_index") == place]
        ids = [data["item_id"] if "item_id" in data else mapping(data.get("item")).get("id") for data in events]
        others = [other for other in ids if other != item["id"]]
        if others:
            return failed(f"{len(others)} events of {reply.shown(item['id'])} say {reply.shown(others[0])}")
    return passed(", ".join(reply.shown(item["id"]) for item in reply.added.values()) or "no item was added")


@rule(
    "responses-indexes",
    "Indexes count from 0",
    must=True,
    breaks="The SDK's helper appends items and parts, and then looks them up by their index: IndexError.",
)
async def indexes(probe: Probe) -> Verdict:
    """`output_index`, `content_index`: the places in `output` and `content` (Open Responses, streaming events)."""
    reply = await plain(probe)
    wanted = [("output_index", reply.of(_ADDED)), ("content_index", reply.of(_PART_ADDED))]
    for name, added in wanted:
        groups: dict[str, list[Any]] = {}
        for data in added:
            groups.setdefault("" if name == "output_index" else str(data.get("output_index")), []).append(
                data.get(name)
            )
        for found in groups.values():
            if found != list(range(len(found))):
                shown = (str(place) if type(place) is int else reply.shown(place) for place in found)
                return failed(f"{name} is {', '.join(shown)}")
    missing = sum(type(data.get("content_index")) is not int for data in reply.of(*_IN_PARTS))
    if missing:
        return failed(f"{missing} events of texts have no content_index")
    return passed(f"{plural(len(reply.added), 'item')}, from 0")


RULES = (items, parts, done_equals_deltas, final_output, item_ids, indexes)

"""The stream as a whole: its media type, its events' names and numbers, its first event and its last."""

from __future__ import annotations

from itertools import pairwise

from streamtui.checks.probe import Probe
from streamtui.checks.responses.streamed import TERMINAL, Streamed
from streamtui.checks.rule import rule
from streamtui.checks.rules import chunks, transport
from streamtui.checks.verdict import Verdict, failed, passed, warned
from streamtui.core.json_text.values import mapping
from streamtui.core.wire.sse import DONE
from streamtui.core.words.figures import plural

_BEGUN = ("queued", "in_progress")
_MUCH_TEXT = 80
_LONG_DELTA = 40
"""Characters."""


async def plain(probe: Probe) -> Streamed:
    """The plain reply, which must have events."""
    return Streamed(probe.whole(await probe.plain()))


@rule(
    "responses-content-type",
    "Responses are text/event-stream",
    must=True,
    breaks="Browsers' EventSource and fetch-event-source refuse the stream; proxies buffer or compress it.",
)
async def content_type(probe: Probe) -> Verdict:
    """The Content-Type of a stream must be text/event-stream (Open Responses, streaming over HTTP)."""
    reply = await probe.plain()
    if reply.content_type == "text/event-stream":
        return passed(reply.headers["content-type"])
    return failed(f"the header says {reply.shown(reply.content_type or 'nothing')}")


@rule(
    "responses-event-names",
    "`event:` is the type in the data",
    breaks="EventSource and clients that listen by name get nothing, or take one event for another.",
)
async def event_names(probe: Probe) -> Verdict:
    """The `event` field must match the `type` in the event's body (Open Responses, streaming over HTTP)."""
    reply = await plain(probe)
    typeless = sum(not kind for kind in reply.types)
    if typeless:
        return failed(f"{typeless} of {len(reply.types)} events have no type in their data")
    wrong = [(name, kind) for (name, _), kind in zip(reply.events, reply.types, strict=True) if name != kind]
    if not wrong:
        return passed(plural(len(reply.types), "event"))
    name, kind = wrong[0]
    said = f"event: {reply.shown(name)}" if name else "no `event:`"
    return failed(f"{len(wrong)} of {len(reply.types)} differ, such as {said} with type {reply.shown(kind)}")


@rule(
    "responses-sequence",
    "sequence_number grows",
    breaks="A cut stream can't be resumed (`starting_after`); clients that sort or drop repeated events lose some.",
)
async def sequence(probe: Probe) -> Verdict:
    """Every event has a `sequence_number`, larger than that of the one before (Open Responses, streaming events)."""
    reply = await plain(probe)
    sent = [data.get("sequence_number") for _, data in reply.events]
    numbers = [number for number in sent if type(number) is int]
    if len(numbers) < len(sent):
        return failed(f"{len(sent) - len(numbers)} of {len(sent)} events have none")
    for before, after in pairwise(numbers):
        if after <= before:
            return failed(f"{after} follows {before}")
    return passed(f"{numbers[0]} to {numbers[-1]}")


@rule(
    "responses-created",
    "Begins with response.created, and keeps its id",
    must=True,
    breaks="The OpenAI SDK's stream helper raises unless it is first; a response can't be found again by another id.",
)
async def created(probe: Probe) -> Verdict:
    """`response.created` holds the response with its `id`, which is that of the final one (Open Responses)."""
    reply = await plain(probe)
    if reply.types[0] != "response.created":
        return failed(f"the type of the first event is {reply.named(0)}")
    begun = reply.types.count("response.created")
    if begun > 1:
        return failed(f"response.created came {begun} times")
    status = reply.begun.get("status")
    if status not in _BEGUN:
        return failed(f"the status in it is {reply.shown(status)}")
    ids = [mapping(data["response"]).get("id") for _, data in reply.events if "response" in data]
    if not isinstance(ids[0] if ids else None, str) or not ids[0]:
        return failed("the response in it has no id")
    others = [other for other in ids if other != ids[0]]
    if others:
        return failed(f"the id is {reply.shown(ids[0])}, then {reply.shown(others[0])}")
    return passed(reply.shown(ids[0]))


@rule(
    "responses-terminal",
    "One terminal event, at the end",
    must=True,
    breaks="Clients can't tell a whole response from a cut one: codex asks again, the SDK's helper raises.",
)
async def terminal(probe: Probe) -> Verdict:
    """`response.completed`, `incomplete` or `failed` ends the response, whose status is the same word.

    Open Responses, response: state machines; streaming events.
    """
    reply = await plain(probe)
    ends = [kind for kind in reply.types if kind in TERMINAL]
    if not ends:
        return failed(f"none came; the type of the last event is {reply.named(-1)}")
    if len(ends) > 1:
        return failed(f"{len(ends)} came: {', '.join(ends)}")
    if reply.types[-1] != ends[0]:
        return failed(f"{reply.shown(reply.types[-1])} follows behind {ends[0]}")
    status = reply.final.get("status")
    if status != ends[0].removeprefix("response."):
        return failed(f"{ends[0]}, but the status in it is {reply.shown(status)}")
    return passed(f"{ends[0]}, once")


@rule(
    "responses-done",
    "Ends with [DONE]",
    breaks="Clients that were made for chat completions wait for it.",
)
async def done(probe: Probe) -> Verdict:
    """The terminal event must be the literal string `[DONE]` (Open Responses, streaming over HTTP).

    OpenAI itself sends none, so that clients have to do without.
    """
    reply = await plain(probe)
    found = [event.data.startswith(DONE) for event in reply.exchange.events]
    if not any(found):
        return warned("the stream ends without it, as OpenAI's")
    if sum(found) > 1 or not found[-1]:
        return failed(f"{sum(found)} of them, {len(found) - 1 - found.index(True)} events after the first")
    return passed("once, as the last event")


@rule(
    "responses-deltas",
    "Text comes in many deltas",
    must=True,
    breaks="Text appears in jumps or all at once, in every client.",
)
async def in_deltas(probe: Probe) -> Verdict:
    """A delta is the text that was added, sent as it is made (Open Responses, streaming events)."""
    reply = await plain(probe)
    deltas = reply.of("response.output_text.delta")
    if bad := [data for data in deltas if not isinstance(data.get("delta"), str)]:
        return failed(
            f"{len(bad)} of {plural(len(deltas), 'delta')} hold no text, but {reply.shown(bad[0].get('delta'))}"
        )
    if len(reply.said) < _MUCH_TEXT:
        return warned(f"{len(reply.said)} characters are too few to tell")
    seen = f"{len(reply.said)} characters in {plural(len(deltas), 'delta')}"
    if len(reply.said) > _LONG_DELTA * len(deltas):
        return failed(seen)
    return passed(seen)


@rule(
    "responses-utf-8",
    "Characters arrive whole, however packets are cut",
    must=True,
    breaks="Emoji and every script but Latin show as � in every client.",
)
async def utf_8(probe: Probe) -> Verdict:
    """A stream is UTF-8 (WHATWG HTML), and a delta is text (Open Responses): a character in two tokens comes once."""
    return await chunks.whole_characters(probe, lambda reply: Streamed(reply).text)


RULES = (
    content_type,
    transport.framing.called("responses-framing"),
    transport.first_byte.called("responses-first-byte"),
    in_deltas,
    utf_8,
    event_names,
    sequence,
    created,
    terminal,
    done,
)

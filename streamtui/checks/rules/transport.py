"""Before a chunk is looked at: the list of models, the headers, the framing, and when bytes come."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from streamtui.checks.exchange import Exchange, parsed_json
from streamtui.checks.probe import Probe
from streamtui.checks.rule import rule
from streamtui.checks.verdict import Verdict, failed, not_supported, passed, warned
from streamtui.core.json_text.values import mapping, mappings
from streamtui.core.wire.sse import DONE
from streamtui.core.words.figures import plural

_LATE_S = 10.0
_SILENT_S = 15.0
_BURST_S = 0.001
_MANY_CHUNKS = 8
_LONG_CHUNK = 40
_BOM = b"\xef\xbb\xbf"
_FIELDS = (b"data", b"event", b"id", b"retry")


@rule(
    "models",
    "Lists its models",
    breaks="Model pickers stay empty (Open WebUI, LibreChat, streamtui without --model).",
)
async def models(probe: Probe) -> Verdict:
    """GET /models gives `{"object": "list", "data": [{"id", "object": "model"}]}` (API reference, models)."""
    answer = await probe.wire.send("/models")
    if answer.status in (404, 405, 501):
        return not_supported(f"/models answers {answer.status}")
    if answer.status != 200:
        return failed(f"/models answers {answer.status}: {answer.error}")
    listed = mapping(parsed_json(answer.body)).get("data")
    names = [model["id"] for model in mappings(listed) if isinstance(model.get("id"), str)]
    if not isinstance(listed, list) or not names or len(names) < len(listed):
        return failed(f"no list of objects with an id: {answer.shown(answer.body.decode('utf-8', 'replace'))}")
    if probe.target.model not in names:
        return warned(f"{len(names)} listed, but not {answer.shown(probe.target.model)}, which was asked for")
    return passed(f"{len(names)} listed, {answer.shown(probe.target.model)} among them")


@rule(
    "content-type",
    "Streams are text/event-stream",
    must=True,
    breaks="Browsers' EventSource and fetch-event-source refuse the stream; proxies buffer or compress it.",
)
async def content_type(probe: Probe) -> Verdict:
    """A request with `stream: true` is answered with server-sent events (API reference, chat: `stream`).

    Their media type is text/event-stream (WHATWG HTML, server-sent events).
    """
    reply = await probe.plain()
    if reply.content_type == "text/event-stream":
        return passed(reply.headers["content-type"])
    return failed(f"the header says {reply.shown(reply.content_type or 'nothing')}")


@rule(
    "framing",
    "Events are framed as server-sent events",
    must=True,
    breaks="The OpenAI SDKs deliver nothing (single newlines), lose the first event (BOM) or the last (no blank line).",
)
async def framing(probe: Probe) -> Verdict:
    """Each event is `data:` lines and a blank line behind them; a body does not begin with a BOM nor end in an event.

    API reference, chunk: "data-only server-sent events"; the form is WHATWG HTML's.
    """
    reply = await probe.plain()
    if complaint := _bad_framing(reply.body):
        return failed(complaint)
    return passed(f"{len(reply.events)} events in {len(reply.body)} bytes")


def _bad_framing(body: bytes) -> str:
    """What is wrong with the frame of a stream, or nothing."""
    if body.startswith(_BOM):
        return "the body begins with a byte order mark"
    lines_in_event = 0
    for number, line in enumerate(body.splitlines(), 1):
        if line and not line.startswith(b":") and line.partition(b":")[0] not in _FIELDS:
            return f"line {number} is no field of an event"
        if line.startswith(b"data:") and lines_in_event:
            return f"line {number} begins a new event without a blank line before it"
        lines_in_event = lines_in_event + line.startswith(b"data:") if line else 0
    if not body:
        return "the body is empty"
    return "" if body.endswith((b"\n\n", b"\r\n\r\n", b"\r\r")) else "the last event has no blank line behind it"


@rule(
    "first-byte",
    "The first byte comes soon",
    breaks="Clients and proxies with a short time-out give up; people think that it hangs.",
)
async def first_byte(probe: Probe) -> Verdict:
    """Streaming is there so that something comes early (API reference, chat: `stream`).

    Measured to the first byte of the body, in a short request that was not cached.
    """
    reply = await probe.plain()
    if not reply.packets:
        return failed("no byte came")
    waited_s = reply.packets[0].at - reply.sent_at
    return (passed if waited_s <= _LATE_S else warned)(f"after {_seconds(waited_s)}")


@rule(
    "buffering",
    "Chunks are sent as they are made",
    must=True,
    breaks="Text appears in jumps or all at once, in every client: something between model and client buffers.",
)
async def buffering(probe: Probe) -> Verdict:
    """Tokens are sent as they become available (API reference, chat: `stream`): the gaps between chunks tell.

    Chunks less than a millisecond apart are one burst. A whole reply in one burst was held back.
    """
    reply = await probe.plain()
    times = reply.payload_times()
    if len(times) < _MANY_CHUNKS:
        if len(reply.text()) < _MANY_CHUNKS * _LONG_CHUNK:
            return warned(f"the reply has only {len(times)} chunks; too few to tell")
        return failed(f"{len(reply.text())} characters in {plural(len(times), 'chunk')}")
    gaps = [after - before for before, after in pairwise(times)]
    bursts = 1 + sum(gap >= _BURST_S for gap in gaps)
    characters = len(reply.text()) / len(times)
    seen = f"{len(times)} chunks of {characters:.1f} characters in {bursts} bursts, gap p50 {_ms(median(gaps))}"
    seen += f", longest {_ms(max(gaps))}"
    if bursts <= 2:
        return failed(seen)
    return (warned if bursts < len(times) / 4 or characters > _LONG_CHUNK else passed)(seen)


@rule(
    "keep-alives",
    "Keep-alives are comments, and silences short",
    must=True,
    breaks="An event without data ends the stream in the OpenAI SDK (JSONDecodeError); proxies cut a silent stream.",
)
async def keep_alives(probe: Probe) -> Verdict:
    """A server that is busy may send comments (`: ...`), which every parser ignores; never an event with empty data.

    API reference, chunk: every event is a chunk or `[DONE]`. WHATWG HTML recommends a comment every 15 seconds.
    """
    reply = await probe.plain()
    lines = reply.body.splitlines()
    comments = sum(line.startswith(b":") for line in lines)
    pings = [line for line in lines if line.startswith((b"event:", b"id:", b"retry:"))]
    empty = sum(line.partition(b":")[2].strip() in (b"", b"{}") for line in lines if line.startswith(b"data"))
    if pings or empty:
        what = reply.shown(pings[0].decode("utf-8", "replace")) if pings else "empty data"
        return failed(f"{len(pings) + empty} events that are no chunk, such as {what}")
    longest_s = _longest_silence_s(reply)
    seen = f"{comments} comments, longest silence {_seconds(longest_s)}"
    return (passed if longest_s <= _SILENT_S else warned)(seen)


def _longest_silence_s(reply: Exchange) -> float:
    times = [reply.sent_at, *(packet.at for packet in reply.packets)]
    return max((after - before for before, after in pairwise(times)), default=0.0)


@rule(
    "done",
    "Ends with [DONE]",
    must=True,
    breaks="Clients that wait for it hang or call the reply cut off (scripts, hand-written readers).",
)
async def done(probe: Probe) -> Verdict:
    """A stream is terminated by a `data: [DONE]` message (API reference, chat: `stream_options`): one, at the end."""
    reply = await probe.plain()
    data = [event.data for event in reply.events]
    count = sum(item.startswith(DONE) for item in data)
    if not count:
        return failed(f"the stream ends without it{': ' + reply.broken if reply.broken else ''}")
    if reply.broken:
        return failed(f"[DONE] came, but the body went on: {reply.broken}")
    if count > 1 or not data[-1].startswith(DONE):
        return warned(f"{count} of them, {len(data) - 1 - data.index(DONE)} events after the first")
    return passed("once, as the last event")


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


RULES = (models, content_type, framing, first_byte, buffering, keep_alives, done)

"""What is recorded as what can be served: a request to be known by, and an answer that is timed from the request on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal, TypeAlias

from streamtui.core.chat.events import (
    PAYLOAD,
    Headers,
    ModelNamed,
    ReplyFinished,
    RequestSent,
    ResponseNamed,
    StreamEvent,
)
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.request_messages import in_chat
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.recordings import Recording
from streamtui.core.text.secrets import HIDDEN
from streamtui.core.wire.exchanges import KeptExchange, exchanges_in
from streamtui.core.wire.sse import MEDIA_TYPE
from streamtui.serve.asked import CHAT, RESPONSES, endpoint_of, said_in
from streamtui.serve.chunk_ends import event_ends
from streamtui.serve.composed import composed

Packet: TypeAlias = tuple[float, bytes]
"""Seconds from the request on, and what came then."""
Ending: TypeAlias = Literal["end", "cut", "stall"]
_STATUSES = range(200, 600)
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_OURS = re.compile(
    "connection|keep-alive|proxy-.*|te|trailers?|transfer-encoding|upgrade|content-length|access-control-.*",
    re.IGNORECASE,
)
"""Headers that are said anew, as they are about a connection, or whom a browser may tell."""
_GZIP_BEGINS = b"\x1f\x8b"


@dataclass(frozen=True, eq=False)
class Served:
    """One answer that was recorded."""

    source: str
    """The file, and which of its requests."""
    method: str
    endpoint: str
    models: tuple[str, ...]
    """The names that it may be asked for by."""
    said: str | None
    """What was asked (serve.asked.said_in), where that is known."""
    status: int
    headers: Headers
    length: int | None
    """Bytes of the body, where that is told before it comes."""
    head_s: float
    """Seconds from the request to the head of the answer; to its end `over_s`."""
    packets: Sequence[Packet]
    token_at: int
    """The first of them that brought a token."""
    ending: Ending
    over_s: float
    events: Sequence[StreamEvent]

    @property
    def streamed(self) -> bool:
        """It is a stream of events."""
        return _is_stream(self.headers)

    @property
    def refused(self) -> bool:
        """It is no reply."""
        return self.status >= 300

    @cached_property
    def body(self) -> bytes:
        """All of it."""
        return b"".join(data for _, data in self.packets)

    @property
    def reply(self) -> Reply | None:
        """What the events say."""
        return ChatState().fold(self.events).reply


def served_in(recording: Recording, source: str) -> list[Served]:
    """The answers in a recording, in order. Reads its events: raises StreamtuiError, OSError.

    Attempts that got no answer are none, and of replies whose bytes were not kept nothing can be served but chunks of
    the chat API, which are made of what they said.
    """
    found: list[Served] = []
    for lane in recording.lanes:
        events = list(lane.events)
        messages = _messages(events)
        for number, exchange in enumerate(exchanges_in(events)):
            label = " · ".join(filter(None, (source, lane.label)))
            one = _served(exchange, f"{label} #{number + 1}", messages[number], timed=recording.header.timed)
            found += [one] if one is not None else []
    return found


def _messages(events: Sequence[StreamEvent]) -> list[list[dict[str, object]]]:
    """What the server was told with each request, as far as the conversation says."""
    state, found = ChatState(), []
    for event in events:
        if isinstance(event, RequestSent):
            found.append(in_chat(state.conversation.request_messages()))
        state.apply(event)
    return found


def _served(exchange: KeptExchange, source: str, told: list[dict[str, object]], *, timed: bool) -> Served | None:
    started, since, events = exchange.started, exchange.sent.at, exchange.events
    if started is None:
        return None
    is_responses = exchange.sent.api == RESPONSES or any(isinstance(event, ResponseNamed) for event in events)
    endpoint = endpoint_of(exchange.url) or (RESPONSES if is_responses else CHAT)
    reads = exchange.reads
    made = (not reads or not all(read.data for read in reads)) and any(type(event) in PAYLOAD for event in events)
    if made and endpoint != CHAT:
        return None
    packets = [(read.at - since, read.data) for read in (composed(events) if made else reads) if read.data]
    headers = _headers(started.headers, packets, streams=not started.refused)
    if not timed:
        packets = _by_events(b"".join(data for _, data in packets))
    ended = exchange.ended
    whole = ended.how in ("end", "left") if ended is not None else any(isinstance(e, ReplyFinished) for e in events)
    over_at = ended.at if ended is not None else (reads[-1].at if reads else events[-1].at)
    prepared = exchange.prepared
    return Served(
        source=source,
        method=prepared.method if prepared is not None else "POST",
        endpoint=endpoint,
        models=_models(exchange),
        said=said_in(endpoint, prepared.body if prepared is not None else {"messages": told} if told else ""),
        status=started.status if started.status in _STATUSES else 200,
        headers=headers,
        length=sum(len(data) for _, data in packets) if _is_sized(started.headers, headers) else None,
        head_s=max(0.0, started.at - since),
        packets=packets,
        token_at=_token_at(packets, events, since),
        ending="end" if whole else "cut",
        over_s=max(0.0, over_at - since, *(at for at, _ in packets[-1:])),
        events=events,
    )


def _models(exchange: KeptExchange) -> tuple[str, ...]:
    named = (event.name for event in exchange.events if isinstance(event, ModelNamed))
    return tuple(dict.fromkeys(filter(None, chain([exchange.sent.model], named))))


def _headers(recorded: Headers, packets: Sequence[Packet], *, streams: bool) -> Headers:
    """Those that may be said again: of secrets asterisks were kept, and of what was packed mostly what was in it."""
    packed = bool(packets) and packets[0][1].startswith(_GZIP_BEGINS)
    kept = [
        (name, _CONTROL.sub("", value))
        for name, value in recorded
        if _NAME.fullmatch(name) and not _OURS.fullmatch(name) and value != HIDDEN
        if packed or name.lower() != "content-encoding"
    ]
    if not any(name.lower() == "content-type" for name, _ in kept):
        kept.append(("Content-Type", f"{MEDIA_TYPE}; charset=utf-8" if streams else "application/json"))
    return tuple(kept)


def _is_stream(headers: Headers) -> bool:
    return any(name.lower() == "content-type" and value.lower().startswith(MEDIA_TYPE) for name, value in headers)


def _is_sized(recorded: Headers, headers: Headers) -> bool:
    named = {name.lower() for name, _ in recorded}
    return "content-length" in named or not ("transfer-encoding" in named or _is_stream(headers))


def _by_events(body: bytes) -> list[Packet]:
    """Of which nobody knows how it came: each event in a packet of its own."""
    ends = [*event_ends(body), len(body)]
    return [(0.0, data) for start, end in zip([0, *ends], ends, strict=False) if (data := body[start:end])]


def _token_at(packets: Sequence[Packet], events: Iterable[StreamEvent], since: float) -> int:
    first = next((event.at - since for event in events if type(event) in PAYLOAD), None)
    if first is None:
        return 0
    return next((place for place, (at, _) in enumerate(packets) if at >= first), 0)

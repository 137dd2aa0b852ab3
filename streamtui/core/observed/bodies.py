"""The body of a response as it is seen: a stream of an API, one document of it, or bytes that are not looked into."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Protocol

from msgspec.structs import replace

from streamtui.core.chat.events import BytesReceived, ChunkReceived, ReplyFailed, ReplyFinished, StreamEvent
from streamtui.core.dialects.any_reader import any_decoder
from streamtui.core.faults.faults import Fault
from streamtui.core.json_text.parsing import parsed
from streamtui.core.text.secrets import Secrets
from streamtui.core.wire import bounds, endings
from streamtui.core.wire.masked_reply import MaskedReply
from streamtui.core.wire.sse import ServerSentEvent, SseDecoder


class ObservedBody(Protocol):
    """Takes what was read, unpacked and without whole keys."""

    @property
    def over(self) -> bool:
        """The end of a reply came."""
        ...

    @property
    def fault(self) -> Fault | None:
        """Why the reply is none, or not whole; known once it is over."""
        ...

    @property
    def bug(self) -> Exception | None:
        """What our own reading failed with first."""
        ...

    def read(self, read: BytesReceived) -> list[StreamEvent]:
        """What one read makes, itself included."""
        ...

    def close(self, at: float) -> list[StreamEvent]:
        """The last events, the reply's end not among them."""
        ...


class RawBody:
    """No reply: its bytes, and where they are a stream of events, where each of them stands."""

    def __init__(self, *, in_events: bool = False) -> None:
        self.over = False
        self.fault: Fault | None = None
        self.bug: Exception | None = None
        self._sse = SseDecoder() if in_events else None

    def read(self, read: BytesReceived) -> list[StreamEvent]:
        """See ObservedBody."""
        return [read, *self._chunks(read.at, self._sse.feed(read.data) if self._sse is not None else [])]

    def close(self, at: float) -> list[StreamEvent]:
        """See ObservedBody."""
        return self._chunks(at, self._sse.close() if self._sse is not None else [])

    def _chunks(self, at: float, found: list[ServerSentEvent]) -> list[StreamEvent]:
        return [ChunkReceived(at, one.start, one.size, "other" if one.data else "ping") for one in found]


class StreamedBody:
    """A reply that comes in chunks."""

    def __init__(self, secrets: Secrets, *, url: str, model: str) -> None:
        self._decoder = any_decoder(url=url, model=model)
        self._masked = MaskedReply(secrets, self._decoder.taken)
        self.fault: Fault | None = None

    @property
    def over(self) -> bool:
        """See ObservedBody."""
        return self._decoder.over

    @property
    def bug(self) -> Exception | None:
        """See ObservedBody."""
        return self._decoder.bug

    def read(self, read: BytesReceived) -> list[StreamEvent]:
        """See ObservedBody."""
        said = [] if self.over else self._decoder.feed(read.data, read.at)
        events = self._masked.feed([read, *said])
        return self._without_end(events) if self.over else list(events)

    def close(self, at: float) -> list[StreamEvent]:
        """See ObservedBody."""
        said = [] if self.over else self._decoder.close(at)
        return self._without_end([*self._masked.feed(said), *self._masked.end()])

    def _without_end(self, events: Sequence[StreamEvent]) -> list[StreamEvent]:
        kept: list[StreamEvent] = []
        for event in events:
            if isinstance(event, ReplyFailed):
                self.fault = event.fault
            elif not isinstance(event, ReplyFinished):
                kept.append(event)
        return kept


class DocumentBody:
    """A reply that comes as one document, which is read once it is whole."""

    def __init__(self, secrets: Secrets, *, url: str, model: str) -> None:  # noqa: ARG002 - a key in it is whole
        self._url, self._model = url, model
        self._text = bytearray()
        self.over = False
        self.fault: Fault | None = None
        self.bug: Exception | None = None

    def read(self, read: BytesReceived) -> list[StreamEvent]:
        """See ObservedBody."""
        if len(self._text) <= bounds.LIST:
            self._text += read.data
        return [read]

    def close(self, at: float) -> list[StreamEvent]:
        """See ObservedBody."""
        if len(self._text) > bounds.LIST:
            self.fault = endings.beyond(f"a document of {bounds.size(bounds.LIST)}", self._url)
            return []
        decoder = any_decoder(url=self._url, model=self._model)
        found = [*decoder.feed(_in_one_line(bytes(self._text)), at), *decoder.close(at)]
        self.bug = decoder.bug
        events: list[StreamEvent] = []
        for event in found:
            if isinstance(event, ReplyFailed):
                self.fault = event.fault
            elif isinstance(event, ChunkReceived):
                events.append(replace(event, start=0, size=len(self._text)))
            elif not isinstance(event, ReplyFinished):
                events.append(event)
        return events


def _in_one_line(body: bytes) -> bytes:
    """What is JSON in several lines as the one line that is read wherever a stream is; anything else as it is."""
    try:
        return json.dumps(parsed(body.decode())).encode() + b"\n"
    except (ValueError, RecursionError):
        return body

"""The body of a response, bytes in, as events of one reply: any cuts, and how it ended.

What the objects in it mean is for a reader of `core.dialects` to say.
"""

from __future__ import annotations

from typing import Any, Protocol

from streamtui.core.chat.events import (
    ChunkKind,
    ChunkReceived,
    CostReported,
    FinishReported,
    ItemKept,
    PromptProgressed,
    ReasoningDelta,
    RefusalDelta,
    ReplyFailed,
    ReplyFinished,
    ServerCallReported,
    ServerFiguresReported,
    StreamEvent,
    TextCorrected,
    TextDelta,
    ToolCallDelta,
    UsageReported,
)
from streamtui.core.faults.error_bodies import fault_from
from streamtui.core.faults.faults import Fault
from streamtui.core.json_text.parsing import parsed
from streamtui.core.json_text.unread import TOO_DEEP, why_unread
from streamtui.core.json_text.values import mappings
from streamtui.core.wire import bounds, endings
from streamtui.core.wire.bounds import TooMuchError
from streamtui.core.wire.sse import DONE, ServerSentEvent, SseDecoder
from streamtui.core.wire.stream_errors import error_in

_KINDS: dict[type[StreamEvent], ChunkKind] = {
    TextDelta: "text",
    ReasoningDelta: "reasoning",
    RefusalDelta: "refusal",
    ToolCallDelta: "arguments",
    ItemKept: "arguments",
    ServerCallReported: "call",
    TextCorrected: "text",
    FinishReported: "finish",
    UsageReported: "usage",
    ServerFiguresReported: "usage",
    CostReported: "usage",
    PromptProgressed: "progress",
}


class ReplyReader(Protocol):
    """Reads the objects that a reply is sent in, in order, as one API means them; made anew for each reply."""

    @property
    def complete(self) -> bool:
        """What came so far is a whole reply."""
        ...

    @property
    def needs_end(self) -> bool:
        """Without its last object it is cut, whatever `[DONE]` says."""
        ...

    @property
    def over(self) -> bool:
        """The server said that this is the end, whatever follows."""
        ...

    @property
    def failure(self) -> object:
        """What it said of why it failed, in the form of an error's body, where it is over and failed."""
        ...

    @property
    def finish_reason(self) -> str | None:
        """Why the server stopped, once it said so."""
        ...

    def take(self, at: float, data: dict[str, Any], events: list[StreamEvent]) -> None:
        """Append what an object says. Raises TooMuchError, with what was said before it appended."""
        ...

    def end(self, at: float, events: list[StreamEvent]) -> None:
        """Append what was held back until more would come."""
        ...


class ReplyDecoder:
    """Feed the bytes of a response body with the instants of their arrival, then close it.

    The events end with one ReplyFinished or ReplyFailed: at `[DONE]` or an error event, else when the body is closed.
    What comes after that is ignored. A chunk that is broken is left out, and reported at the end.
    """

    def __init__(self, reader: ReplyReader, *, url: str, model: str) -> None:
        self.over = False
        """The end of the reply is known; nothing more will come of the body."""
        self._url = url
        self._model = model
        self._sse = SseDecoder()
        self._reader = reader
        self._chunks = 0
        self.refusal: object = None
        """What an error in it said, in the form of an error's body."""
        self._broken: Fault | None = None
        """Of the first chunk that could not be read."""
        self.bug: Exception | None = None
        """What our own reading of a chunk failed with first; the chunk was left out."""

    def taken(self) -> int:
        """How many bytes of the body were fed."""
        return self._sse.taken

    def feed(self, data: bytes, at: float) -> list[StreamEvent]:
        """The events that these bytes complete."""
        events: list[StreamEvent] = []
        self._take_all(self._sse.feed(data), at, events)
        if self._sse.beyond and not self.over:
            self._end(endings.beyond(self._sse.beyond, self._url), at, events)
        return events

    def close(self, at: float) -> list[StreamEvent]:
        """The body is over: the last events."""
        events: list[StreamEvent] = []
        self._take_all(self._sse.close(), at, events)
        if not self.over:
            self._end(self._fault_of_end(), at, events)
        return events

    def _take_all(self, found: list[ServerSentEvent], at: float, events: list[StreamEvent]) -> None:
        """A chunk on which our reading fails costs itself, and nothing that came before or comes behind it."""
        for event in found:
            if self.over:
                break
            try:
                self._take(event, at, events)
            except Exception as bug:
                self.bug = self.bug or bug
                self._leave_out(event, at, events, endings.unreadable(event.data, self._url))

    def _take(self, event: ServerSentEvent, at: float, events: list[StreamEvent]) -> None:
        if not event.data:
            events.append(ChunkReceived(at, event.start, event.size, "ping"))
            return
        if event.data.startswith(DONE):
            events.append(ChunkReceived(at, event.start, event.size, "done"))
            self._end(self._fault_of_done(), at, events)
            return
        try:
            data = parsed(event.data)
        except (ValueError, RecursionError) as error:
            data = None
            if event.name != "error":
                self._leave_out(event, at, events, endings.malformed(event.data, self._url, why_unread(error)))
        if event.name == "error" and not isinstance(data, dict | list):
            events.append(ChunkReceived(at, event.start, event.size, "error"))
            self._fail(data or event.data, at, events)
        elif event.data.count("{") + event.data.count("[") > bounds.DEPTH and _is_deep(data):
            self._leave_out(event, at, events, endings.malformed(event.data, self._url, TOO_DEEP))
        elif isinstance(data, dict):
            self._take_object(data, event, at, events)
        else:
            for chunk in mappings(data):
                if not self.over:
                    self._take_object(chunk, event, at, events)

    def _take_object(self, data: dict[str, Any], event: ServerSentEvent, at: float, events: list[StreamEvent]) -> None:
        if event.name.startswith("response.") and not data.get("type"):
            data = {**data, "type": event.name}
        error = error_in(data, event.name)
        said: list[StreamEvent] = []
        beyond = ""
        try:
            self._reader.take(at, data, said)
        except TooMuchError as more:
            beyond = more.what
        kind = "error" if error is not None or self._reader.failure is not None else _kind(said)
        events.append(ChunkReceived(at, event.start, event.size, kind))
        events += said
        self._chunks += 1
        if error is not None:
            self._fail(error, at, events)
        elif beyond:
            self._end(endings.beyond(beyond, self._url), at, events)
        elif self._reader.failure is not None:
            self._fail(self._reader.failure, at, events)
        elif self._reader.over:
            self._end(self._fault_of_reply(), at, events)

    def _leave_out(self, event: ServerSentEvent, at: float, events: list[StreamEvent], fault: Fault) -> None:
        events.append(ChunkReceived(at, event.start, event.size, "broken"))
        self._broken = self._broken or fault

    def _fail(self, error: object, at: float, events: list[StreamEvent]) -> None:
        self.refusal = error
        self._end(fault_from(error, status=None, url=self._url, model=self._model), at, events)

    def _fault_of_end(self) -> Fault | None:
        """What went wrong when the body ended without `[DONE]`."""
        if (fault := self._fault_of_reply(self._sse.stray)) is not None:
            return fault
        half_done = DONE.startswith(self._sse.cut_event)
        return None if self._reader.complete and half_done else endings.cut(self._url)

    def _fault_of_done(self) -> Fault | None:
        """What went wrong when the server said no more than that nothing follows."""
        if (fault := self._fault_of_reply()) is not None:
            return fault
        return endings.cut(self._url) if self._reader.needs_end and not self._reader.complete else None

    def _fault_of_reply(self, stray: str = "") -> Fault | None:
        """What went wrong in the chunks that came; without any, `stray` is what came instead."""
        if not self._chunks and not self._broken:
            return endings.empty(stray, self._url)
        if (fault := endings.bad_finish(self._reader.finish_reason, self._url)) is not None:
            return fault
        return self._broken

    def _end(self, fault: Fault | None, at: float, events: list[StreamEvent]) -> None:
        try:
            self._reader.end(at, events)
        except Exception as bug:
            self.bug = self.bug or bug
            fault = fault or endings.unreadable("", self._url)
        events.append(ReplyFinished(at) if fault is None else ReplyFailed(at, fault))
        self.over = True


def _kind(said: list[StreamEvent]) -> ChunkKind:
    for event in said:
        if (kind := _KINDS.get(type(event))) is not None:
            return kind
    return "other"


def _is_deep(data: object) -> bool:
    level = [data]
    for _ in range(bounds.DEPTH):
        level = [child for value in level if isinstance(value, dict | list) for child in _children(value)]
        if not level:
            return False
    return True


def _children(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value

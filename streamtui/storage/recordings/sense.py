"""What the events of a recording must make sense of: anybody may have written the file."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from typing import Any

from msgspec.structs import asdict

from streamtui.core.chat.events import (
    BytesReceived,
    ChunkReceived,
    ItemKept,
    PayloadEvent,
    ReplyFailed,
    ReplyFinished,
    RequestSent,
    ResponseStarted,
    StreamEvent,
    ToolCallDelta,
    TurnFailed,
)
from streamtui.core.wire.bounds import CALLS

_LARGEST = 2**53
"""Beyond it nobody counts or measures."""


class Sense:
    """Looks at the events of a recording in their order; what it objects to must not be folded."""

    def __init__(self) -> None:
        self._calls: dict[int, int] = {}
        """The calls so far of each choice of the reply."""
        self._received: int | None = None
        """Bytes of the body so far, where they are recorded."""
        self._at: float | None = None
        """When the last thing came of the reply that is open; others may have happened before, as in a race."""

    def objection(self, event: StreamEvent) -> str | None:
        """Why the event can't be, as a sentence's end: `its position is -1`."""
        if (name := _out_of_bounds(event)) is not None:
            return f"its `{name}` is out of bounds"
        match event:
            case RequestSent() if event.ratio is not None and not event.ratio.sane:
                return "its `ratio` is out of bounds"
            case RequestSent():
                self._calls, self._received = {}, None
            case ReplyFinished() | ReplyFailed() | TurnFailed():
                self._at = None
            case ResponseStarted():
                self._received = None
            case BytesReceived(data=b""):  # it was dropped before it was recorded
                self._received = _LARGEST
            case BytesReceived():
                self._received = (self._received or 0) + len(event.data)
            case ChunkReceived() if self._received is not None and event.start + event.size > self._received:
                return f"it is a span up to byte {event.start + event.size}, and {self._received} came"
            case ToolCallDelta() | ItemKept():
                known = self._calls.get(event.choice, 0)
                if event.position > min(known, CALLS):
                    return f"it belongs to call {event.position}, and {known} are known"
                self._calls[event.choice] = max(known, event.position + 1)
            case _:
                pass
        if isinstance(event, RequestSent | BytesReceived | ChunkReceived | PayloadEvent):
            if self._at is not None and event.at < self._at:
                return "it came before what stands above it"
            self._at = event.at
        return None


def _out_of_bounds(event: StreamEvent) -> str | None:
    """The first field whose number nobody can reckon with.

    Whole numbers count something, so none is negative but the index of a choice, which servers make.
    """
    for name, value in _named(asdict(event)):
        if isinstance(value, float) and not -_LARGEST < value < _LARGEST:  # NaN is neither
            return name
        if isinstance(value, int) and not (-_LARGEST if name == "choice" else 0) <= value < _LARGEST:
            return name
    return None


def _named(values: dict[str, Any]) -> list[tuple[str, Any]]:
    """Fields and those in them, but for what a server or a tool may send as it likes."""
    named = list(values.items())
    for value in values.values():
        if is_dataclass(value):
            named += [(field.name, getattr(value, field.name)) for field in dataclass_fields(value)]
    return named

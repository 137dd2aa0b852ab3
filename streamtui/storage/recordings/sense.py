"""What the events of a recording must make sense of: anybody may have written the file."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from functools import cache
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

from streamtui.core.chat.events import (
    PAYLOAD,
    BytesReceived,
    BytesTaken,
    ChunkReceived,
    ItemKept,
    ReplyFailed,
    ReplyFinished,
    ReplyKept,
    RequestSent,
    ResponseStarted,
    StreamEvent,
    ToolCallDelta,
    TurnFailed,
)
from streamtui.core.wire.bounds import CALLS

_LARGEST = 2**53
"""Beyond it nobody counts or measures."""


_TEXTS = frozenset(PAYLOAD - {ToolCallDelta})
"""Of these nothing is asked but that they come in order and within bounds."""
_ORDERED = {RequestSent, BytesReceived, ChunkReceived, *PAYLOAD}


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
        """Why the event can't be, as a sentence's end: `its position is -1`. The frequent ones come first."""
        if (name := _out_of_bounds(event)) is not None:
            return f"its `{name}` is out of bounds"
        kind = type(event)
        if kind not in _TEXTS and (why := self._objection(event)):
            return why
        if kind in _ORDERED:
            if self._at is not None and event.at < self._at:
                return "it came before what stands above it"
            self._at = event.at
        return None

    def _objection(self, event: StreamEvent) -> str | None:
        match event:
            case BytesReceived(data=b""):  # it was dropped before it was recorded
                self._received = _LARGEST
            case BytesReceived():
                self._received = (self._received or 0) + len(event.data)
            case ChunkReceived():
                if self._received is not None and event.start + event.size > self._received:
                    return f"it is a span up to byte {event.start + event.size}, and {self._received} came"
            case BytesTaken(size=size) if self._received is not None and size > self._received:
                return f"it took {size} bytes, and {self._received} came"
            case ToolCallDelta() | ItemKept():
                known = self._calls.get(event.choice, 0)
                if event.position > min(known, CALLS):
                    return f"it belongs to call {event.position}, and {known} are known"
                self._calls[event.choice] = max(known, event.position + 1)
            case RequestSent() if event.ratio is not None and not event.ratio.sane:
                return "its `ratio` is out of bounds"
            case ReplyKept() if not event.reply.sane:
                return "its `reply` is out of bounds"
            case RequestSent():
                self._calls, self._received = {}, None
            case ReplyFinished() | ReplyFailed() | TurnFailed():
                self._at = None
            case ResponseStarted():
                self._received = None
            case _:
                pass
        return None


def _out_of_bounds(event: StreamEvent) -> str | None:
    """The first field whose number nobody can reckon with.

    Whole numbers count something, so none is negative but the index of a choice, which servers make.
    """
    numbers, records = _measured(type(event))
    for name, least in numbers:
        value = getattr(event, name)
        if value is not None and not least <= value < _LARGEST:  # NaN is neither
            return name
    for record in records:
        if (values := getattr(event, record)) is not None:
            for field in dataclass_fields(values):
                value = getattr(values, field.name)
                if isinstance(value, int | float) and not -_LARGEST < value < _LARGEST:
                    return field.name
                if isinstance(value, int) and value < 0:
                    return field.name
    return None


@cache
def _measured(kind: type[StreamEvent]) -> tuple[list[tuple[str, float]], list[str]]:
    """The fields that hold a number, with the least that each may be, and those that hold a record with some."""
    numbers: list[tuple[str, float]] = []
    records: list[str] = []
    for name, hint in get_type_hints(kind).items():
        kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        if float in kinds or int in kinds:
            numbers.append((name, 0 if int in kinds and name != "choice" else -_LARGEST))
        elif any(is_dataclass(each) for each in kinds):
            records.append(name)
    return numbers, records

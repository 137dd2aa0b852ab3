"""What a keeper is told but for the events themselves, in the order in which it is to be written."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

import msgspec

from streamtui.core.chat.codec import encode
from streamtui.core.chat.condensed import OF_REPLY, PIECES
from streamtui.core.chat.events import BytesReceived, StreamEvent
from streamtui.core.text.secrets import Secrets

_PIECES = PIECES | {BytesReceived}
_SAFE = OF_REPLY | {BytesReceived}
"""What a server sent: its provider has hidden keys in it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn begins."""

    turn: str
    parent: str
    aside: bool


@dataclass(frozen=True, slots=True)
class Aside:
    """An event of a turn that goes on aside."""

    turn: str
    event: StreamEvent


@dataclass(frozen=True, slots=True)
class Shown:
    """Another path is shown."""

    turn: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Turns that went on aside are no more."""

    turns: Sequence[str]


Told: TypeAlias = StreamEvent | Begun | Aside | Shown | Forgotten


def event_of(told: Told) -> StreamEvent | None:
    """The event that was told, where it is one."""
    match told:
        case Aside():
            return told.event
        case Begun() | Shown() | Forgotten():
            return None
        case _:
            return told


def pieces_first(told: deque[Told], most: int) -> list[StreamEvent]:
    """Take the pieces of replies away that stand first, so many at most.

    They are nearly all that is told: looked at one by one they would be most of what it costs to keep a reply.
    """
    pieces: list[StreamEvent] = []
    while len(pieces) < most and type(told[0]) in _PIECES:
        pieces.append(cast("StreamEvent", told.popleft()))
    return pieces


def without_keys(event: StreamEvent, secrets: Secrets) -> StreamEvent:
    """What is kept of it."""
    if type(event) in _SAFE:
        return event
    text = encode(event).decode()
    if secrets.hide(text) == text:
        return event
    return msgspec.convert(secrets.hide_in(msgspec.to_builtins(event)), type(event))

"""What a keeper is told but for the events themselves, in the order in which it is to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from streamtui.core.chat.events import StreamEvent


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

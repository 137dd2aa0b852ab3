"""What came over the wire: packets, the events in them, the chunks of a reply; `at` in seconds of the clock."""

from __future__ import annotations

from typing import Any, NamedTuple


class Packet(NamedTuple):
    """Bytes that were read at once."""

    at: float
    data: bytes


class Event(NamedTuple):
    """A server-sent event and the instant at which it was complete."""

    at: float
    name: str
    data: str


class Chunk(NamedTuple):
    """A chunk of the reply and the instant at which it was complete."""

    at: float
    data: dict[str, Any]

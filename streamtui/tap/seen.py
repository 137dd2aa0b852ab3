"""What the engine tells of what goes through it, as it crosses from one process to the other.

Lists of messages in msgpack, each behind its length in four bytes. Instants are of the system's monotonic clock, which
both processes share. A number tells exchanges apart: one request and its response.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeAlias, Union

import msgspec

Ending: TypeAlias = Literal["end", "broken", "left", "refused", "stopped"]
"""The response was whole; the server, or the way to it, broke off; the program left; it was answered by the tap;
the tap was ended."""


class Listening(msgspec.Struct, tag="l", array_like=True, gc=False):
    """Requests are taken."""

    host: str
    port: int


class NotListening(msgspec.Struct, tag="n", array_like=True, gc=False):
    """They can't be; the engine is over."""

    why: str


class Came(msgspec.Struct, tag="c", array_like=True, gc=False):
    """The head of a request came."""

    exchange: int
    at: float
    url: str
    """Where it goes."""
    head: bytes
    """As the program sent it, without what was meant for the tap."""
    connection: int


class RequestPiece(msgspec.Struct, tag="q", array_like=True, gc=False):
    """A part of its body."""

    exchange: int
    data: bytes


class RequestOver(msgspec.Struct, tag="e", array_like=True, gc=False):
    """The request is whole, or as much of it as there will be."""

    exchange: int
    at: float
    left_out: int = 0
    """Bytes of the body that are not told."""


class Answered(msgspec.Struct, tag="a", array_like=True, gc=False):
    """The head of the response came."""

    exchange: int
    at: float
    head: bytes


class Received(msgspec.Struct, tag="r", array_like=True, gc=False):
    """What one read brought of the response's body."""

    exchange: int
    at: float
    data: bytes
    taken_at: float = 0.0
    """When the program had taken it, where that was at once; else it is told apart."""


class Taken(msgspec.Struct, tag="t", array_like=True, gc=False):
    """The program had taken what the first so many reads brought."""

    exchange: int
    at: float
    reads: int


class Over(msgspec.Struct, tag="o", array_like=True, gc=False):
    """No more comes of the exchange."""

    exchange: int
    at: float
    how: Ending
    why: str = ""
    """A sentence, where it is not "end"."""
    status: int = 0
    """Where the tap answered in the server's place."""
    left_out: int = 0
    """Bytes of the response that came and were not told, as whoever is told was too slow."""


Seen: TypeAlias = Union[  # noqa: UP007
    Listening, NotListening, Came, RequestPiece, RequestOver, Answered, Received, Taken, Over
]
_encoder = msgspec.msgpack.Encoder()
_decoder: Any = msgspec.msgpack.Decoder(list[Seen])
_LENGTH = 4


def framed(seen: Sequence[Seen]) -> bytes:
    """The messages as they cross."""
    data = _encoder.encode(seen)
    return len(data).to_bytes(_LENGTH, "big") + data


class Unframing:
    """Feed bytes, get the messages that they complete."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[Seen]:
        """In order."""
        held = self._held
        held += data
        start = 0
        while len(held) - start >= _LENGTH:
            size = int.from_bytes(held[start : start + _LENGTH], "big")
            end = start + _LENGTH + size
            if end > len(held):
                break
            seen: list[Seen] = _decoder.decode(bytes(held[start + _LENGTH : end]))
            start = end
            yield from seen
        del held[:start]

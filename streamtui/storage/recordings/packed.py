"""Recordings as they are kept of every turn: blocks of packed events below a header line.

A block costs a quarter of what its lines of JSON would, and takes a tenth of their room. It is a length of four bytes,
the higher first, and so many of zlib, in which are an instant and the events, as msgpack; instants count from that one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import msgspec
from msgspec.structs import force_setattr

from streamtui.core.chat.codec import decode, encode
from streamtui.core.chat.events import StreamEvent
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.storage.recordings.header import PACKED, header_line

_AT_ONCE = 4_000
"""Events of a block at most: none of them holds others up for long."""
_LONGEST_BLOCK = 1 << 28
_LARGEST = 1 << 30
"""Bytes of one of our own, unpacked."""
_UNPACKED, _RATIO = 1 << 24, 200
"""Bytes to which a file may be unpacked, and so many for each of its own; no stream comes to a quarter of that."""
_encoder = msgspec.msgpack.Encoder()
_decoder: Any = msgspec.msgpack.Decoder(tuple[float, list[StreamEvent]])


def packed_blocks(events: Sequence[StreamEvent], since: float) -> Iterator[bytes]:
    """Events as they cost least while a reply comes; their instants count from `since`."""
    for first in range(0, len(events), _AT_ONCE):
        yield _packed(events[first : first + _AT_ONCE], since)


def _packed(events: Sequence[StreamEvent], since: float) -> bytes:
    try:
        data = _encoder.encode((since, events))
    except UnicodeEncodeError:  # halves of characters
        data = _encoder.encode((since, [decode(encode(event)) for event in events]))
    return zlib.compress(data, 1)


def unpacked_block(data: bytes, since: float) -> list[StreamEvent]:
    """The same again, `since` then being where it was. Raises ValueError where it is broken."""
    return _decoded(_inflated(data, _LARGEST), since)


def packed_file(header: RecordingHeader, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a file that holds them."""
    yield f"{header_line(header, PACKED)}\n".encode()
    for block in blocks:
        yield len(block).to_bytes(4, "big")
        yield block


def blocks_in(file: BinaryIO) -> Iterator[tuple[list[StreamEvent], int]]:
    """The events of each block, counted from 0, of a file whose header line is read, and how many bytes they take.

    Half a block at the end is none. Raises ValueError where one is broken.
    """
    room = _UNPACKED
    while len(size := file.read(4)) == 4:
        length = int.from_bytes(size, "big")
        if length > _LONGEST_BLOCK:
            raise ValueError("a piece of it is longer than any that is written")
        if len(block := file.read(length)) < length:
            return
        room += _RATIO * length
        data = _inflated(block, room)
        room -= len(data)
        yield _decoded(data, 0.0), len(data)


def _inflated(block: bytes, most: int) -> bytes:
    try:
        data = zlib.decompressobj().decompress(block, most + 1)
    except zlib.error as error:
        raise ValueError("a piece of it can't be unpacked") from error
    if len(data) > most:
        raise ValueError("a piece of it unpacks to more than any stream takes")
    return data


def _decoded(data: bytes, since: float) -> list[StreamEvent]:
    try:
        before, events = _decoder.decode(data)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError("a piece of it can't be unpacked") from error
    for event in events:
        force_setattr(event, "at", round(since + event.at - before, 6))
    return list(events)

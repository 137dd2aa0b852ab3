"""Reads recordings: of this version, of the first, and of a program that was killed in the middle of a line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import msgspec

from streamtui.core.chat.codec import UnknownEventError, decode, decode_lines
from streamtui.core.chat.condensed import made_whole
from streamtui.core.chat.events import StreamEvent
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.recordings import Lane, Recording
from streamtui.files.judged import open_to_read
from streamtui.storage.recordings.first_version import FirstVersion
from streamtui.storage.recordings.header import FIRST, LONGEST, PACKED, SCHEMA, header_in, is_drafted, schema_in
from streamtui.storage.recordings.packed import blocks_in
from streamtui.storage.recordings.sense import Sense

_LONGEST_LINE = 1 << 28
"""Bytes: twice what the longest event takes that a server can make us write."""
_SHOWN = 80
_BLOCK = 1 << 18
"""Bytes that are read at once."""


class _Whose(msgspec.Struct, gc=False):
    contestant: int = 0


_whose = msgspec.json.Decoder(_Whose)


def read_recording(path: Path) -> Recording | None:
    """The recording in a file; `None` where its first line is no recording's.

    Half a line at the end is left out, and so are lines of a kind that is not known. Raises ConfigurationError, also
    while events are taken, where it can't be understood or makes no sense; OSError.
    """
    with os.fdopen(open_to_read(path), "rb") as file:
        first = file.readline(LONGEST)
    if (schema := schema_in(first)) is None:
        return None
    if schema == PACKED:
        return Recording(header_in(first), [Lane("", made_whole(_unpacked(path)))])
    if schema not in (SCHEMA, FIRST):
        named = schema[:_SHOWN]
        raise ConfigurationError(f"{path} is not a recording that this version reads: its schema is {named}.")
    header = header_in(first)
    if not header.contestants:
        return Recording(header, [Lane("", _read(path, None))])
    lanes = [Lane(label, _read(path, number)) for number, label in enumerate(header.contestants)]
    return Recording(header, lanes)


def is_newest(path: Path) -> bool:
    """It is a recording of this version. Raises OSError."""
    with os.fdopen(open_to_read(path), "rb") as file:
        first = file.readline(LONGEST)
    return schema_in(first) == SCHEMA and not is_drafted(first)


def _read(path: Path, contestant: int | None) -> Iterator[StreamEvent]:
    """The events, of that contestant alone where one is named."""
    with os.fdopen(open_to_read(path), "rb") as file:
        first = file.readline(LONGEST)
        since = header_in(first).clock
        usual = contestant is None and not is_drafted(first)
        read = FirstVersion().events if is_drafted(first) else partial(_decoded, since=since)
        sense, number = Sense(), 1
        for block in _blocks(file):
            whole, newline, half = block.rpartition(b"\n")
            lines = whole.split(b"\n") if newline else []
            events = decode_lines(whole, since) if usual else None
            numbered: Iterable[tuple[int, StreamEvent]]
            if events is not None and len(events) == len(lines):
                numbered = enumerate(events, number + 1)
            else:
                numbered = (
                    (at, event)
                    for at, line in enumerate(lines, number + 1)
                    if contestant is None or _contestant_in(line) == contestant
                    for event in _events_in(line, at, read, path)
                )
            for at, event in numbered:
                if objection := sense.objection(event):
                    raise _refused(path, at, f"can't be: {objection}")
                yield event
            number += len(lines)
            if len(half) >= _LONGEST_LINE:
                raise ConfigurationError(f"{path}, line {number + 1} is longer than any event: remove it to go on.")


def _unpacked(path: Path) -> Iterator[StreamEvent]:
    """The events of one that is packed."""
    with os.fdopen(open_to_read(path), "rb") as file:
        file.readline(LONGEST)
        sense = Sense()
        try:
            for event in chain.from_iterable(events for events, _ in blocks_in(file)):
                if objection := sense.objection(event):
                    raise ValueError(f"an event in it can't be: {objection}")
                yield event
        except ValueError as error:
            raise ConfigurationError(f"{path} can't be read, as {error}.") from error


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Whole lines, many at a time; the last of the file may be half, or one too long for any event."""
    while block := file.read(_BLOCK):
        yield block if block.endswith(b"\n") else block + file.readline(_LONGEST_LINE)


def _events_in(
    line: bytes, number: int, read: Callable[[bytes], Iterable[StreamEvent]], path: Path
) -> Iterable[StreamEvent]:
    """Those of one line; none where it is of a kind that is not known."""
    try:
        return read(line)
    except UnknownEventError:
        return ()
    except ValueError as error:
        raise _refused(path, number, f"is not an event: {error}") from error


def _contestant_in(line: bytes) -> int:
    try:
        return _whose.decode(line).contestant
    except (ValueError, RecursionError):  # of which the first one's reading complains
        return 0


def _decoded(line: bytes, since: float) -> list[StreamEvent]:
    return [decode(line, since)]


def _refused(path: Path, number: int, why: str) -> ConfigurationError:
    return ConfigurationError(f"{path}, line {number} {why}; remove it to go on.")

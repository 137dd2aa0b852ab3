"""Reads recordings: of this version, of the first, and of a program that was killed in the middle of a line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from streamtui.core.chat.codec import UnknownEventError, decode
from streamtui.core.chat.events import StreamEvent
from streamtui.core.faults.faults import ConfigurationError
from streamtui.files.judged import open_to_read
from streamtui.storage.recordings.first_version import FirstVersion
from streamtui.storage.recordings.header import (
    FIRST,
    LONGEST,
    SCHEMA,
    RecordingHeader,
    header_in,
    is_drafted,
    schema_in,
)
from streamtui.storage.recordings.sense import Sense

_LONGEST_LINE = 1 << 28
"""Bytes: twice what the longest event takes that a server can make us write."""
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording in memory."""

    header: RecordingHeader
    events: list[StreamEvent]


def is_recording(path: Path) -> bool:
    """The file's first line says that it is a recording, of whatever version. Raises OSError where it is no file."""
    with os.fdopen(open_to_read(path), "rb") as file:
        return schema_in(file.readline(LONGEST)) is not None


def recorded_events(path: Path) -> Iterator[StreamEvent] | None:
    """The events of a recording, read as they are taken; `None` where the file is none.

    Raises OSError, and as `read_recording` does.
    """
    return _read(path) if is_recording(path) else None


def read_recording(path: Path) -> Recording:
    """Read a recording. Half a line at the end is left out, and so are lines of a kind that is not known.

    Raises ConfigurationError where it can't be understood, or makes no sense.
    """
    with os.fdopen(open_to_read(path), "rb") as file:
        header = header_in(file.readline(LONGEST))
    return Recording(header, list(_read(path)))


def _read(path: Path) -> Iterator[StreamEvent]:
    with os.fdopen(open_to_read(path), "rb") as file:
        first = file.readline(LONGEST)
        schema = schema_in(first)
        if schema not in (SCHEMA, FIRST):
            named = "none" if schema is None else schema[:_SHOWN]
            raise ConfigurationError(f"{path} is not a recording that this version reads: its schema is {named}.")
        read = FirstVersion().events if is_drafted(first) else partial(_decoded, since=header_in(first).clock)
        sense, number = Sense(), 1
        while (line := file.readline(_LONGEST_LINE)).endswith(b"\n"):  # the last one is empty, or half
            number += 1
            yield from _events(read, line[:-1], sense, path, number)
        if len(line) == _LONGEST_LINE:
            raise ConfigurationError(f"{path}, line {number + 1} is longer than any event: remove it to go on.")


def _decoded(line: bytes, since: float) -> list[StreamEvent]:
    return [decode(line, since)]


def _events(
    read: Callable[[bytes], list[StreamEvent]], line: bytes, sense: Sense, path: Path, number: int
) -> Iterator[StreamEvent]:
    try:
        events = read(line)
    except UnknownEventError:
        return
    except ValueError as error:
        raise ConfigurationError(f"{path}, line {number} is not an event: {error}; remove it to go on.") from error
    for event in events:
        if objection := sense.objection(event):
            raise ConfigurationError(f"{path}, line {number} can't be: {objection}; remove it to go on.")
        yield event

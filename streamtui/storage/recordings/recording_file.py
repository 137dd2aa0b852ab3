"""Recordings: the events of a session on disk, one JSON line each below a header line, `streamtui.recording.v2`.

A recording holds prompts and replies, so only its owner may read it. It is written through, line by line: what a
killed program leaves is whole but for the last line, which the reader forgives.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Any

from streamtui.core.chat.codec import decode, encode
from streamtui.core.chat.events import StreamEvent
from streamtui.core.faults.faults import ConfigurationError, DiskError
from streamtui.core.text.secrets import Secrets, redact
from streamtui.files.judged import open_to_read
from streamtui.files.whole import make_folder
from streamtui.files.writing import Sink
from streamtui.storage.recordings import first_version
from streamtui.storage.recordings.sense import Sense

_FAMILY = "streamtui.recording."
SCHEMA = f"{_FAMILY}v2"
_LONGEST_HEADER = 65_536
_LONGEST_LINE = 1 << 28
"""Bytes: twice what the longest event takes that a server can make us write."""
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """What a recording says of itself."""

    started: str
    """Wall-clock time of the start, ISO 8601."""
    model: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording in memory."""

    header: RecordingHeader
    events: list[StreamEvent]


class RecordingWriter:
    """A `Recorder` that writes a file. Use it as a context manager.

    Raises ConfigurationError where it can't begin, as in a file that holds something which is not to be replaced.

    The `secrets` are hidden in whatever is written; in the bytes of a response its provider has hidden them.
    """

    def __init__(
        self,
        path: Path,
        *,
        model: str,
        url: str,
        secrets: Secrets | None = None,
        started: datetime | None = None,
        replace: bool = False,
    ) -> None:
        self._path = path
        self._secrets = secrets or Secrets()
        started = started or datetime.now(timezone.utc)
        header = {"schema": SCHEMA, "started": started.isoformat(), "model": model, "url": redact(url)}
        try:
            make_folder(path.parent)
            self._sink = Sink(path, replace=replace)
        except FileExistsError as error:
            raise ConfigurationError(
                f"The recording {path} is there already and stays as it is: choose another name, or say --force."
            ) from error
        except OSError as error:
            raise ConfigurationError(
                f"The recording {path} can't be written: {error.strerror}; choose another file."
            ) from error
        self._failure: DiskError | None = None
        with suppress(DiskError):  # told at the first event: there may be nobody yet who listens
            self._write(json.dumps(header))

    @property
    def broken(self) -> bool:
        """Something could not be written: what came from then on is not in it."""
        return self._failure is not None

    def record(self, event: StreamEvent) -> None:
        """Write one event. Raises DiskError."""
        self._write(encode(event).decode())

    def __enter__(self) -> RecordingWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # nothing waits to be written; a network's disk may complain late
            self._sink.close()

    def _write(self, line: str) -> None:
        if self._failure is not None:
            raise self._failure
        try:
            self._sink.write(f"{self._secrets.hide(line)}\n".encode())
        except OSError as error:
            why = f"it can't be written: {error.strerror}; the chat goes on."
            self._failure = DiskError(f"The recording {self._path} ends here, as {why}")
            raise self._failure from error


def is_recording(path: Path) -> bool:
    """The file's first line says that it is a recording, of whatever version. Raises OSError where it is no file."""
    with os.fdopen(open_to_read(path), "rb") as file:
        return _header(file.readline(_LONGEST_HEADER)) is not None


def recorded_events(path: Path) -> Iterator[StreamEvent] | None:
    """The events of a recording, read as they are taken; `None` where the file is none.

    Raises OSError, and as `read_recording` does.
    """
    return _read(path) if is_recording(path) else None


def read_recording(path: Path) -> Recording:
    """Read a recording. Half a line at the end is left out.

    Raises ConfigurationError where it can't be understood, or makes no sense.
    """
    with os.fdopen(open_to_read(path), "rb") as file:
        header = _header(file.readline(_LONGEST_HEADER)) or {}
    told = (str(header.get(name, "")) for name in ("started", "model", "url"))
    return Recording(RecordingHeader(*told), list(_read(path)))


def _read(path: Path) -> Iterator[StreamEvent]:
    with os.fdopen(open_to_read(path), "rb") as file:
        header = _header(file.readline(_LONGEST_HEADER))
        schema = "none" if header is None else str(header["schema"])[:_SHOWN]
        if schema not in (SCHEMA, first_version.SCHEMA):
            raise ConfigurationError(f"{path} is not a recording that this version reads: its schema is {schema}.")
        read = _decoded if schema == SCHEMA else first_version.FirstVersion().events
        sense, number = Sense(), 1
        while (line := file.readline(_LONGEST_LINE)).endswith(b"\n"):  # the last one is empty, or half
            number += 1
            yield from _events(read, line[:-1], sense, f"{path}, line {number}")
        if len(line) == _LONGEST_LINE:
            raise ConfigurationError(f"{path}, line {number + 1} is longer than any event: remove it to go on.")


def _decoded(line: bytes) -> list[StreamEvent]:
    return [decode(line)]


def _events(read: Callable[[bytes], list[StreamEvent]], line: bytes, sense: Sense, where: str) -> Iterator[StreamEvent]:
    try:
        events = read(line)
    except ValueError as error:
        raise ConfigurationError(f"{where} is not an event: {error}; remove it to go on.") from error
    for event in events:
        if objection := sense.objection(event):
            raise ConfigurationError(f"{where} can't be: {objection}; remove it to go on.")
        yield event


def _header(line: bytes) -> dict[str, Any] | None:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        return None
    known = isinstance(header, dict) and str(header.get("schema")).startswith(_FAMILY)
    return header if known else None

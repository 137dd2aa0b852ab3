"""A response's body in a file, as a server sends it (`curl -sN` writes one): `.sse`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from streamtui.core.chat.events import (
    BodyEnded,
    BytesReceived,
    ChunkReceived,
    ReplyFailed,
    ReplyFinished,
    RequestSent,
    ResponseStarted,
    StreamEvent,
    TurnFailed,
    TurnFinished,
)
from streamtui.core.dialects.any_reader import any_decoder
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.recordings import Lane, Recording, RecordingHeader
from streamtui.files.judged import open_to_read

_BLOCK = 1 << 16


def read_body(path: Path) -> Recording:
    """The stream in the file. Nobody measured when its bytes came, so all happens at 0.

    Raises ConfigurationError, while events are taken, where it is no such thing; OSError.
    """
    return _recording(pieces_of(path), str(path))


def body_recording(body: bytes) -> Recording:
    """The same of a stream that is no file."""
    return _recording(iter([body]), "The body")


def _recording(pieces: Iterator[bytes], name: str) -> Recording:
    return Recording(RecordingHeader(program="", timed=False), [Lane("", _events(pieces, name))])


def bodies_in(events: Iterable[StreamEvent]) -> Iterator[bytes]:
    """The bytes of the streams among the events, exactly; those of refusals are no stream."""
    streams = True
    for event in events:
        if isinstance(event, ResponseStarted):
            streams = not event.refused
        elif isinstance(event, BytesReceived) and streams:
            yield event.data


def _events(pieces: Iterator[bytes], name: str) -> Iterator[StreamEvent]:
    yield from (RequestSent(0.0, 1, ""), ResponseStarted(0.0))
    decoder = any_decoder()
    if not (first := next(pieces, b"")):
        raise ConfigurationError(f"{name} holds no stream: it is empty.")
    no_stream = {"ping", "other"} if _is_object(first) else {"ping"}
    begun = False
    ending: StreamEvent | None = None
    for data in chain([first], pieces, [b""]):
        if data:
            yield BytesReceived(0.0, data)
        for event in decoder.feed(data, 0.0) if data else decoder.close(0.0):
            if isinstance(event, ReplyFinished | ReplyFailed):
                ending = event
                continue
            begun = begun or not (isinstance(event, ChunkReceived) and event.kind in no_stream)
            yield event
    if not begun:
        raise ConfigurationError(
            f"{name} holds no stream: it is neither a recording nor what a server sends, lines of `data: ...`."
        )
    yield BodyEnded(0.0)
    if ending is not None:
        yield ending
    yield TurnFailed(0.0, ending.fault) if isinstance(ending, ReplyFailed) else TurnFinished(0.0)


def _is_object(first: bytes) -> bool:
    """No lines: one object of JSON, which may be anything where it is no whole reply and no error."""
    return first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def pieces_of(path: Path) -> Iterator[bytes]:
    """The file piece by piece. Raises OSError."""
    with os.fdopen(open_to_read(path), "rb") as file:
        while data := file.read(_BLOCK):
            yield data

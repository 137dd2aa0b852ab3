"""The forms in which a stream is kept, told by what the file holds, and written as the ending of its name says."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from streamtui.core.chat.events import BytesReceived, RequestSent, StreamEvent
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.faults.beginnings import beginning
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.recordings import Recording
from streamtui.core.wire.decoded_again import decoded_again
from streamtui.files.judged import open_to_read
from streamtui.files.whole import make_folder, write_named
from streamtui.storage.recordings.body_file import bodies_in, pieces_of, read_body
from streamtui.storage.recordings.har_reading import is_har, read_har
from streamtui.storage.recordings.har_writing import har_of
from streamtui.storage.recordings.reader import is_newest, read_recording
from streamtui.storage.recordings.writer import RecordingWriter

FORMS = (".jsonl", ".sse", ".har")
"""The endings: a recording, the raw bytes of response bodies, an HTTP archive."""
_LOOKED_AT = 4_096


def read_stream(path: Path) -> Recording:
    """The recording, archive or bare body in a file, whatever its name. Raises StreamtuiError, OSError."""
    if (recording := read_recording(path)) is not None:
        return recording
    with os.fdopen(open_to_read(path), "rb") as file:
        beginning = file.read(_LOOKED_AT)
    return read_har(path) if is_har(beginning) else read_body(path)


def read_anew(path: Path) -> Recording:
    """The same, with what is in bytes decoded by this version. Raises ConfigurationError where it holds none, too."""
    recording = read_stream(path)
    return dataclasses.replace(
        recording, lanes=[dataclasses.replace(lane, events=_anew(lane.events, path)) for lane in recording.lanes]
    )


def convert(source: Path, target: Path, *, replace: bool = False) -> None:
    """Write what `source` holds in the form that the ending of `target` names, owner-only.

    Raises ConfigurationError where there is no such form, or the target holds something that is not to be replaced;
    StreamtuiError of the source, OSError.
    """
    if target.suffix not in FORMS:
        raise ConfigurationError(f"{target} has none of the endings {', '.join(FORMS)}, which say the form to write.")
    if target.exists() and target.samefile(source):
        raise ConfigurationError(f"{target} is what is to be converted: name another file to write.")
    recording = read_stream(source)
    if target.suffix == ".jsonl" and is_newest(source):
        _write(target, pieces_of(source), replace=replace)  # with the lines of kinds that are not known
    elif target.suffix == ".jsonl":
        _write_recording(recording, target, replace=replace)
    elif target.suffix == ".sse":
        _write(target, (data for lane in recording.lanes for data in bodies_in(lane.events)), replace=replace)
    else:
        _write(target, [har_of(recording).encode("utf-8", "replace"), b"\n"], replace=replace)


def _anew(events: Iterable[StreamEvent], path: Path) -> Iterator[StreamEvent]:
    kept = list(events)
    if any(isinstance(event, RequestSent) for event in kept) and not any(
        isinstance(one, BytesReceived) for one in kept
    ):
        raise ConfigurationError(
            f"{path} holds no bytes to decode, as recordings of the first version: leave --decode."
        )
    if any(isinstance(event, BytesReceived) and not event.data for event in kept):
        raise ConfigurationError(
            f"{path} holds not all bytes, as it began after the oldest were dropped: leave out --decode."
        )
    yield from decoded_again(kept, lambda sent: chat_decoder(url=sent.url, model=sent.model))


def _write_recording(recording: Recording, target: Path, *, replace: bool) -> None:
    with RecordingWriter(target, recording.header, replace=replace) as writer:
        for number, lane in enumerate(recording.lanes):
            for event in lane.events:
                writer.record(event, number if lane.label else None)
    if writer.untold:
        raise ConfigurationError(writer.untold)


def _write(target: Path, pieces: Iterable[bytes], *, replace: bool) -> None:
    with beginning(str(target)):
        make_folder(target.parent)
        write_named(target, pieces, replace=replace)

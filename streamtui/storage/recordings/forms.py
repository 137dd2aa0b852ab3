"""The forms in which a stream is kept, told by what the file holds, and written as the ending of its name says."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from streamtui.core.chat.events import PAYLOAD, BytesReceived, StreamEvent
from streamtui.core.dialects.any_reader import any_decoder
from streamtui.core.faults.beginnings import beginning
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.recordings import Recording
from streamtui.core.wire.decoded_again import decoded_again
from streamtui.core.wire.har import har_of
from streamtui.files.judged import open_to_read
from streamtui.files.whole import make_folder, write_named
from streamtui.storage.recordings.body_file import bodies_in, pieces_of, read_body
from streamtui.storage.recordings.har_reading import is_har, read_har
from streamtui.storage.recordings.reader import is_newest, read_recording
from streamtui.storage.recordings.writer import RecordingWriter

FORMS = (".jsonl", ".sse", ".har")
"""The endings: a recording, the raw bytes of response bodies, an HTTP archive."""
_LOOKED_AT = 4_096


def read_stream(path: Path, *, whole_answers: bool = False) -> Recording:
    """The recording, archive or bare body in a file, whatever its name. Raises StreamtuiError, OSError.

    `whole_answers`: of an archive also those that are no stream.
    """
    if (recording := read_recording(path)) is not None:
        return recording
    with os.fdopen(open_to_read(path), "rb") as file:
        beginning = file.read(_LOOKED_AT)
    return read_har(path, whole_answers=whole_answers) if is_har(beginning) else read_body(path)


def read_anew(path: Path) -> Recording:
    """The same, with what is in bytes decoded by this version. Raises ConfigurationError where it holds none, too."""
    return _mapped(read_stream(path), lambda events: _anew(events, path))


def convert(source: Path, target: Path, *, replace: bool = False) -> None:
    """Write what `source` holds in the form that the ending of `target` names, owner-only.

    Raises ConfigurationError where there is no such form, or the target holds something that is not to be replaced;
    StreamtuiError of the source, OSError.
    """
    _require_form(target)
    if target.exists() and target.samefile(source):
        raise ConfigurationError(f"{target} is what is to be converted: name another file to write.")
    recording = read_stream(source)
    if target.suffix == ".jsonl" and is_newest(source):
        _write(target, pieces_of(source), replace=replace)  # with the lines of kinds that are not known
    else:
        write_stream(recording, target, source, replace=replace)


def write_stream(recording: Recording, target: Path, source: Path, *, replace: bool = False) -> None:
    """Write a recording in the form that the ending of `target` names; `source` is how it is called in errors.

    Raises as `convert` does.
    """
    _require_form(target)
    if target.suffix == ".jsonl":
        _write_recording(recording, target, replace=replace)
        return
    whole = _mapped(recording, lambda events: _with_bytes(events, source, "convert it to .jsonl or replay it"))
    if target.suffix == ".sse":
        _write(target, (data for lane in whole.lanes for data in bodies_in(lane.events)), replace=replace)
    else:
        _write(target, [har_of(whole).encode("utf-8", "replace"), b"\n"], replace=replace)


def _require_form(target: Path) -> None:
    if target.suffix not in FORMS:
        raise ConfigurationError(f"{target} has none of the endings {', '.join(FORMS)}, which say the form to write.")


def _mapped(recording: Recording, events_of: Callable[[Iterable[StreamEvent]], Iterable[StreamEvent]]) -> Recording:
    lanes = [dataclasses.replace(lane, events=events_of(lane.events)) for lane in recording.lanes]
    return dataclasses.replace(recording, lanes=lanes)


def _anew(events: Iterable[StreamEvent], path: Path) -> Iterator[StreamEvent]:
    kept = _with_bytes(events, path, "leave out --decode")
    yield from decoded_again(kept, lambda sent: any_decoder(url=sent.url, model=sent.model))


def _with_bytes(events: Iterable[StreamEvent], path: Path, advice: str) -> list[StreamEvent]:
    """The events. Raises ConfigurationError where bytes of what a server said are not among them."""
    kept = list(events)
    reads = [event for event in kept if isinstance(event, BytesReceived)]
    if not reads and any(type(event) in PAYLOAD for event in kept):
        raise ConfigurationError(f"{path} holds no bytes of responses, as recordings of the first version: {advice}.")
    if not all(read.data for read in reads):
        raise ConfigurationError(f"{path} holds not all bytes, as it began after the oldest were dropped: {advice}.")
    return kept


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

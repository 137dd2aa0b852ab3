"""Recordings as the tests look at them: whole, of one chat."""

from __future__ import annotations

from pathlib import Path

from streamtui.core.chat.events import StreamEvent
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.storage.recordings.reader import read_recording


def events_in(path: Path) -> list[StreamEvent]:
    """All events. Raises as `read_recording` does."""
    recording = read_recording(path)
    assert recording is not None
    (lane,) = recording.lanes
    return list(lane.events)


def header_in(path: Path) -> RecordingHeader:
    """What the recording says of itself."""
    recording = read_recording(path)
    assert recording is not None
    return recording.header

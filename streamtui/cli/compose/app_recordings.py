"""Where the full-screen chat records its conversations."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from streamtui.cli.compose.sessions import Composition
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.ports.session import RecordingFile
from streamtui.storage.recordings.writer import RecordingWriter


class AppRecordings:
    """See core.ports.recordings.Recordings."""

    def __init__(self, composition: Composition) -> None:
        self._places = composition.places
        self._open: list[RecordingWriter] = []

    def begin(self, name: str, endpoint: Endpoint, url: str, began_at: float) -> RecordingFile:
        """See core.ports.recordings.Recordings."""
        ago = timedelta(seconds=self._places.clock.now() - began_at)
        started = datetime.now(timezone.utc) - ago
        path = Path(name).expanduser() if name else Path(f"streamtui-{datetime.now().astimezone():%Y%m%d-%H%M%S}.jsonl")
        header = RecordingHeader(started.isoformat(), endpoint.model, url, endpoint.label, clock=began_at)
        self._open.append(writer := RecordingWriter(path, header, secrets=self._places.secrets))
        return writer

    async def close(self) -> None:
        """The program ends: what waits is written."""
        for writer in self._open:
            writer.close()

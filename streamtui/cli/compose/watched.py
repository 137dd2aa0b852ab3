"""Where `streamtui.watch` records: one file, in which requests follow each other, or a folder with a file for each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.lanes import Lanes
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.ports.session import Recorder
from streamtui.core.text.secrets import Secrets
from streamtui.storage.recordings.writer import RecordingWriter
from streamtui.watching.watch import Watch


def watch(client: object, path: str | os.PathLike[str] | None, secrets: Iterable[str], *, replace: bool) -> Watch:
    """See `streamtui.watch`."""
    known = Secrets(*secrets)
    if path is None:
        path = f"streamtui-{datetime.now().astimezone():%Y%m%d-%H%M%S}.jsonl"
    place = Path(path).expanduser()
    in_folder = place.is_dir() if place.exists() else not place.suffix

    def lanes() -> Lanes:
        return RecordingFiles(place, known, replace=replace, one_each=in_folder)

    return Watch(client, lanes, known.keys)


class RecordingFiles:
    """core.ports.lanes.Lanes as files. What lies there is left alone, and the next name taken, unless it may go."""

    def __init__(self, path: Path, secrets: Secrets, *, replace: bool, one_each: bool) -> None:
        """`one_each`: `path` is a folder; else a file, and `name-2` beside it for what happens at the same time."""
        self.paths: list[Path] = []
        self.failure = ""
        self._path, self._secrets, self._replace = path, secrets, replace
        self._one_each = one_each
        self._names = self._in_folder() if one_each else self._beside()
        self._open: dict[Recorder, RecordingWriter] = {}
        self._free: list[RecordingWriter] = []

    def take(self, header: RecordingHeader) -> Recorder | None:
        """See Lanes."""
        if self._free:
            return self._free.pop(0)
        if self.failure:
            return None
        try:
            writer = RecordingWriter(
                self._free_name(), header, secrets=self._secrets, replace=self._replace and not self._one_each
            )
        except StreamtuiError as error:
            self.failure = error.fault.message
            return None
        self._open[writer] = writer
        self.paths.append(writer.path)
        return writer

    def leave(self, lane: Recorder, failure: str = "") -> None:
        """See Lanes."""
        writer = self._open[lane]
        self.failure = self.failure or failure
        if self._one_each or failure:
            self._close(writer)
        else:
            self._free.append(writer)

    def close(self) -> None:
        """See Lanes."""
        for writer in list(self._open.values()):
            self._close(writer)

    def _close(self, writer: RecordingWriter) -> None:
        del self._open[writer]
        writer.close()
        if writer.failure is not None:
            self.failure = self.failure or writer.failure.fault.message

    def _free_name(self) -> Path:
        for name in self._names:
            if (self._replace and not self._one_each) or not name.is_file() or not name.stat().st_size:
                return name
        raise AssertionError  # names have no end

    def _beside(self) -> Iterator[Path]:
        yield self._path
        for number in count(2):
            yield self._path.with_name(f"{self._path.stem}-{number}{self._path.suffix}")

    def _in_folder(self) -> Iterator[Path]:
        for number in count(1):
            yield self._path / f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{number:04d}.jsonl"

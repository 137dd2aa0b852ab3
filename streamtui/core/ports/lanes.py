"""Where exchanges of other programs are recorded, several at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.ports.session import Recorder


class Lanes(Protocol):
    """Recorders, each for what happens one after the other."""

    @property
    def paths(self) -> Sequence[Path]:
        """The files so far."""
        ...

    @property
    def failure(self) -> str:
        """Why not all was recorded, in a sentence; else nothing."""
        ...

    def take(self, header: RecordingHeader) -> Recorder | None:
        """One that nobody has, made with that header where all are taken; none where nothing more can be recorded."""
        ...

    def leave(self, lane: Recorder, failure: str = "") -> None:
        """It is free again, or of no use, where it failed."""
        ...

    def close(self) -> None:
        """Write what waits, and no more."""
        ...

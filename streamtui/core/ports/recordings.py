"""What a recording is to whoever reads one: what it says of itself, and the events of each who takes part in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from streamtui.core.chat.events import StreamEvent
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.session import RecordingFile
from streamtui.version import __version__


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """What a recording says of itself."""

    started: str = ""
    """Wall-clock time of the start, ISO 8601."""
    model: str = ""
    url: str = ""
    profile: str = ""
    api: str = "chat"
    program: str = f"streamtui {__version__}"
    """What wrote it."""
    clock: float = 0.0
    """What the clock of the instants showed at the start, in seconds: each line's offset counts from there."""
    timed: bool = True
    """Instants were measured; those of a bare body were not, and mean nothing."""
    contestants: tuple[str, ...] = ()
    """Those of a race, by their numbers in the lines."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A chat in a recording: the only one, or one contestant's."""

    label: str
    """The contestant's name; none where there are no contestants."""
    events: Iterable[StreamEvent]
    """Read as they are taken, once. Raises StreamtuiError where they can't be understood, and OSError."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that can be read."""

    header: RecordingHeader
    lanes: Sequence[Lane] = field(default_factory=tuple)


class Recordings(Protocol):
    """Where conversations can be recorded."""

    def begin(self, name: str, endpoint: Endpoint, url: str, began_at: float) -> RecordingFile:
        """A recording of what began at that instant of the clock, asked there.

        Without a name it is named after the time of day, in the folder where the person is. Raises ConfigurationError
        where it can't begin.
        """
        ...


ReadRecording: TypeAlias = Callable[[Path], Recording]
"""Raises StreamtuiError where the file is no stream, and OSError."""

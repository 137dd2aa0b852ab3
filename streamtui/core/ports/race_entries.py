"""Who may take part in a race, before it is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from streamtui.core.ports.race import Race


@dataclass(frozen=True, slots=True)
class Entry:
    """A place and a model."""

    place: str
    """The profile's name."""
    model: str = ""
    """Empty: the one that the place takes by itself."""

    @property
    def label(self) -> str:
        """How a list names it."""
        return self.model or f"what {self.place} takes by itself"


class Races(Protocol):
    """Races from the place that the chat talks to, and from others."""

    @property
    def place(self) -> str:
        """The place that the chat talks to."""
        ...

    def others(self) -> Sequence[Entry]:
        """What is known of the other places."""
        ...

    async def models(self) -> Sequence[Entry]:
        """The models of the chat's place, asked for there. Raises StreamtuiError."""
        ...

    def start(self, entries: Sequence[Entry], messages: Sequence[Mapping[str, Any]]) -> Race:
        """A race of these, ready to run. Raises StreamtuiError where it is known already that one can't take part."""
        ...

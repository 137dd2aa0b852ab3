"""Who may take part in a race, before it is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from streamtui.core.ports.race import Race


@dataclass(frozen=True, slots=True)
class Entry:
    """A model at a profile."""

    profile: str
    """Its name."""
    model: str = ""
    """Empty: the one that the profile takes by itself."""

    @property
    def label(self) -> str:
        """How a list names it."""
        return self.model or f"what {self.profile} takes by itself"


class Races(Protocol):
    """Races of the chat's profile, and of others."""

    @property
    def profile(self) -> str:
        """The name of the one that the chat talks to."""
        ...

    def others(self) -> Sequence[Entry]:
        """What is known of the other profiles."""
        ...

    async def models(self) -> Sequence[Entry]:
        """The models of the chat's profile, asked for there. Raises StreamtuiError."""
        ...

    def start(self, entries: Sequence[Entry], messages: Sequence[Mapping[str, Any]]) -> Race:
        """A race of these, ready to run. Raises StreamtuiError where it is known already that one can't take part."""
        ...

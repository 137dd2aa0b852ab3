"""Models and the places where they are: who may be asked, and who may take part in a race."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.race import Race
from streamtui.core.ports.session import Recorder


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


class Entries(Protocol):
    """What is known of models, at the chat's profile and at others."""

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

    @property
    def lists_all(self) -> bool:
        """No other models than `models` names can be asked at the chat's profile, as far as it tells."""
        ...


class Places(Entries, Protocol):
    """Where the chat may go."""

    @property
    def key_from(self) -> str:
        """Where the key stands that the chat's profile is asked with; nothing where it needs none."""
        ...

    def move(self, entry: Entry) -> Endpoint:
        """Take that for the chat's profile from now on; gives a new endpoint there.

        Raises StreamtuiError where it can be known that there is nothing, and KeyQuestionError where the person is to
        be asked; then nothing changes.
        """
        ...


class Races(Entries, Protocol):
    """Races of the chat's profile, and of others."""

    def start(
        self,
        entries: Sequence[Entry],
        messages: Sequence[Mapping[str, Any]],
        parameters: Mapping[str, Any],
        recorders: Sequence[Recorder] = (),
    ) -> Race:
        """A race of these, ready to run; the parameters win over what a place gives, `None` leaves one out.

        `recorders`: one for each, if any, that is told what comes of it. Raises StreamtuiError where it is known
        already that one can't take part.
        """
        ...

"""Models and the places where they are: who may be asked, and who may take part in a race."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from streamtui.core.ports.model_facts import ModelFacts
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.race import Race
from streamtui.core.ports.session import Recorder
from streamtui.core.ports.wanted_key import WantedKey


@dataclass(frozen=True, slots=True)
class Entry:
    """A model at a profile."""

    profile: str
    """Its name."""
    model: str = ""
    """Empty: the one that the profile takes by itself."""
    heading: str = field(default="", compare=False)
    """Under what it stands in a list: why it is known."""

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

    @property
    def where(self) -> str:
        """What the chat talks to, as the object of a sentence: a host, or a model on this machine."""
        ...

    @property
    def recent(self) -> Sequence[Entry]:
        """What was chosen before, the last first, as far as its profile is still there."""
        ...

    def chosen(self, entry: Entry) -> None:
        """That was chosen: it is recent from now on."""
        ...

    def wanted_key(self, why: str) -> WantedKey | None:
        """What is to be told where the key of the chat's profile is asked for; `None` where it needs none."""
        ...

    def keyless(self) -> Sequence[Entry]:
        """What could be asked if there was a key for it."""
        ...

    async def look_around(self) -> None:
        """Find servers on this machine, unless the person said where to go; `others` and `found` know of them then."""
        ...

    @property
    def found(self) -> Sequence[str]:
        """What nobody configured and is there all the same: servers of this machine, services whose key is known."""
        ...

    def facts(self, entries: Sequence[Entry]) -> Mapping[Entry, ModelFacts]:
        """What is known of each. Takes a moment at first: not for the loop."""
        ...

    def is_at(self, profile: str, url: str) -> bool:
        """Whether that profile is the server that was asked at this URL. Takes a moment: not for the loop."""
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

"""What a session needs of whoever keeps its conversation, and a front-end of the store of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.state import ChatState


class Keeper(Protocol):
    """Keeps one conversation on disk, while it goes on."""

    @property
    def id(self) -> str:
        """By which it can be gone on with, another time."""
        ...

    @property
    def failure(self) -> str:
        """Why no more of it is kept, in a sentence; nothing while all is well."""
        ...

    @property
    def remark(self) -> str:
        """What the person should know of how it is kept; nothing as a rule."""
        ...

    def keep(self, event: StreamEvent, state: ChatState) -> None:
        """Take an event which the state has taken. Never raises and never waits."""
        ...

    async def written(self) -> None:
        """Return when all that was taken is on the disk, also where the power fails; or can't be."""
        ...


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """One, as it was left."""

    id: str
    title: str
    head: int | None
    """Its last turn."""
    events: Sequence[StreamEvent]
    """Its path, with instants of the clock of this run."""


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One in a list."""

    id: str
    title: str
    began: float
    """Seconds of the epoch, as is the other."""
    changed: float
    model: str
    messages: int
    tokens: int
    """In and out."""
    cost_usd: float | None
    pinned: bool = False
    cut: bool = False
    """Its last turn broke off."""
    found: str = ""
    """Where what was looked for stands."""

"""What a session needs of whoever keeps its conversation, and a front-end of the store of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.tree import ConversationTree, Turn
from streamtui.core.ports.provider import ChatProvider
from streamtui.core.ports.session import Conversing

CONVERSATION_SCHEMA = "streamtui.conversation.v1"
"""Of a conversation that is exported as JSON."""

DISCARDED_DAYS = 7
"""So long a conversation that was discarded can be brought back."""


class Keeper(Protocol):
    """Keeps one conversation on disk, while it goes on. What it is told takes no time and never raises."""

    @property
    def id(self) -> str:
        """By which it can be gone on with, another time."""
        ...

    @property
    def failure(self) -> str:
        """Why no more of it is kept, in a sentence; nothing while all is well."""
        ...

    def take_news(self) -> Sequence[str]:
        """What the person should know of how it is kept, also why it is not any more: sentences, each given once."""
        ...

    def begin(self, turn: str, parent: str, *, aside: bool = False) -> None:
        """What comes is of that turn, which is the last one of the path that is shown.

        `aside`: it goes on beside that until something is kept instead of it; only where the program ends before, it
        is one of the conversation.
        """
        ...

    def keep(self, event: StreamEvent, aside: str = "") -> None:
        """Take an event of the turn that was begun last; one that stands for a whole reply comes behind its pieces.

        `aside`: of that turn, which goes on so.
        """
        ...

    def instead_of(self, turns: Sequence[str]) -> AbstractContextManager[None]:
        """What is told in the block takes the place of those turns, which went on aside: all of it at once."""
        ...

    def show(self, turn: str) -> None:
        """Another path is shown, which ends with that turn; nothing where it is empty."""
        ...

    async def written(self) -> None:
        """Return when all that was taken is on the disk, also where the power fails; or can't be."""
        ...

    async def read(self, turns: Sequence[str]) -> Sequence[Sequence[StreamEvent]]:
        """The events of turns of other branches. Raises StreamtuiError."""
        ...

    async def recalled(self, events: Sequence[StreamEvent], most: int) -> list[StreamEvent] | None:
        """The same events of its conversation, with the streams of replies of which only the whole was kept.

        So many bytes are read at most, unpacked, the newest first. `None` where there is no such stream.
        """
        ...


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """One, as it was left."""

    id: str
    title: str
    turns: Sequence[Turn]
    """All of them, each after the one that it follows; with events at least those at the end of what is shown.

    Instants are of the clock of this run.
    """
    head: str
    """The last turn of that path."""
    began: float = 0.0
    """Seconds of the epoch, as is the other."""
    changed: float = 0.0
    epoch: float | None = None
    """What an instant of this run's clock is to have added to be one of the epoch; `None` where none has one."""
    pinned: bool = False
    tree: Sequence[Mapping[str, Any]] = ()
    """All of its turns, with the one that each follows, as they are exported."""

    @property
    def events(self) -> list[StreamEvent]:
        """Those of the path that is shown, as far as they were read."""
        return ConversationTree(self.turns, self.head).events


class History(Protocol):
    """The conversations that are kept. What is asked may raise StreamtuiError."""

    async def search(self, typed: str, limit: int = 100) -> Sequence[ConversationRow]:
        """So many of those that have what is typed, words and filters of core.words.asked_words; the newest first."""
        ...

    async def load(self, conversation: str, at: int | None = None) -> KeptConversation:
        """One of them, by its id, with the turn shown that `ConversationRow.found_turn` names."""
        ...

    async def title(self, conversation: str) -> str:
        """What it is called; nothing where nothing is kept of it yet."""
        ...

    async def retitle(self, conversation: str, title: str) -> None:
        """Call it otherwise."""
        ...

    async def pin(self, conversation: str, *, pinned: bool) -> None:
        """Have it stand before all that are not pinned, or no longer."""
        ...

    async def discard(self, conversation: str, *, discarded: bool) -> None:
        """Have it in no list any more, or again, which can be for some days; then it is gone for good."""
        ...

    async def delete(self, conversation: str) -> None:
        """Delete it for good, at once."""
        ...

    async def export(self, conversation: str, target: str) -> str:
        """Write it to a new file in the form that its ending names; tells where."""
        ...

    def session(self, provider: ChatProvider, conversation: KeptConversation) -> Conversing:
        """Go on with it."""
        ...


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
    tokens_are_estimated: bool
    """Those of a reply at least."""
    cost_usd: float | None
    pinned: bool = False
    cut: bool = False
    """Its last turn broke off."""
    deleted: bool = False
    """It was discarded."""
    found: str = ""
    """Where what was looked for stands."""
    found_turn: int | None = None
    """The turn that it stands in."""

"""The tree of a conversation's turns while they come: each in its place, with few events, and told to who keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from streamtui.core.chat.condensed import PIECES, Condenser, condensed
from streamtui.core.chat.events import OPENINGS, StreamEvent, TurnFailed, TurnFinished
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.chat.tree import ConversationTree, Turn
from streamtui.core.ports.store import Keeper, KeptConversation

_OVER = (TurnFinished, TurnFailed)
_SLICE = 200
"""Turns that are read, and events that are folded, at once, of a long conversation: others have their turn between."""


class GrowingTree:
    """Takes every event once a state has taken it."""

    def __init__(
        self, new_id: Callable[[], str], keeper: Keeper | None = None, kept: KeptConversation | None = None
    ) -> None:
        """`kept` is what the keeper has of it already."""
        self.tree = ConversationTree() if kept is None else ConversationTree(kept.turns, kept.head)
        self.keeper = keeper
        self._new_id = new_id
        self._condenser = Condenser()
        self._turn: Turn | None = None
        """The one that goes on."""
        self._asked = False
        """Something is asked in it: what happens between two turns stays apart from the next."""

    def take(self, event: StreamEvent, state: ChatState) -> None:
        """Take an event which the state has taken."""
        if type(event) not in PIECES:
            turn = self._turn_of(event)
            few = self._condenser.kept(event, state)
            for kept in few:
                turn.take(kept)
            if self.keeper is not None:
                for kept in few if event in few else (event, *few):
                    self.keeper.keep(kept)
            if isinstance(event, _OVER):
                turn.events = condensed(turn.events or ())
                self._turn = None
        elif self.keeper is not None:
            self.keeper.keep(event)

    def _turn_of(self, event: StreamEvent) -> Turn:
        opens = isinstance(event, OPENINGS)
        if self._turn is None or (opens and not self._asked):
            self._turn, self._asked = Turn(self._new_id(), self.tree.head), opens
            self.tree.add(self._turn)
            if self.keeper is not None:
                self.keeper.begin(self._turn.key, self._turn.parent)
        return self._turn

    @property
    def whole(self) -> bool:
        """The path that is shown was read from its beginning on."""
        return all(turn.events is not None for turn in self.tree.shown)

    async def read(self, head: str) -> None:
        """Have the events of all turns up to that one. Raises StreamtuiError."""
        unread = [turn for turn in self.tree.path(head) if turn.events is None]
        if unread and self.keeper is not None:
            found: list[Sequence[StreamEvent]] = []
            for first in range(0, len(unread), _SLICE):
                found += await self.keeper.read([turn.key for turn in unread[first : first + _SLICE]])
            for turn, events in zip(unread, found, strict=True):
                turn.events = list(events)

    async def folded(self, head: str | None, ratios: TokenRatios) -> ChatState:
        """What the path to that turn comes to, or the one that is shown. All else goes on meanwhile."""
        state, taken, events = ChatState(ratios), 0, list[StreamEvent]()
        while True:
            if taken == len(events):  # more may come meanwhile
                events = self.tree.events_to(self.tree.head if head is None else head)
            if taken == len(events):
                return state
            state.fold(events[taken : taken + _SLICE])
            taken = min(taken + _SLICE, len(events))
            await asyncio.sleep(0)

    def show(self, head: str) -> list[StreamEvent]:
        """Have the path shown that ends with that turn, which was read; returns its events."""
        self._turn = None
        self.tree.head = head
        if self.keeper is not None:
            self.keeper.show(head)
        return self.tree.events

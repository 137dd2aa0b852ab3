"""A conversation that is kept without a session that talks."""

from __future__ import annotations

from collections.abc import Iterable

from streamtui.cli.compose.sessions import new_id
from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.store import Keeper, KeptConversation
from streamtui.session.growing_tree import GrowingTree


def keep_events(keeper: Keeper, events: Iterable[StreamEvent], before: KeptConversation | None = None) -> ChatState:
    """Have the keeper keep them, behind what it has of the conversation; returns the state that they make."""
    growing = GrowingTree(new_id, keeper, before)
    state = ChatState().fold(before.events if before is not None else ())
    for event in events:
        state.apply(event)
        growing.take(event, state)
    return state

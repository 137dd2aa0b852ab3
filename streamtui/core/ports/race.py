"""A race as those see it who show it: its contestants, each with a chat of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from streamtui.core.chat.events import StreamEvent, TurnFailed, TurnFinished
from streamtui.core.chat.outcome import outcome
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.provider import Progress


@dataclass(slots=True, eq=False)
class Contestant:
    """One of those that answer: a place and a model."""

    label: str
    """How it is named; no other contestant of the race is named so."""
    state: ChatState = field(default_factory=ChatState)
    """The run that is under way, else the last one."""
    progress: Progress | None = None
    """How far its preparation is; `None` before it and after."""
    replies: list[Reply] = field(default_factory=list)
    """The reply of each run that ended, complete or not."""
    over: bool = False
    """Nothing more comes of it: all its runs ended, or it was stopped."""

    def apply(self, event: StreamEvent) -> None:
        """Fold one event in; the last of a run leaves its reply. A run without any is a reply that failed."""
        self.state.apply(event)
        if isinstance(event, TurnFinished | TurnFailed):
            self.replies.append(outcome(self.state))


OnEvent: TypeAlias = Callable[[Contestant, StreamEvent], None]
"""Called with each event that a contestant has taken already; must not block for long."""


class Race(Protocol):
    """The same messages to several contestants at the same time."""

    @property
    def contestants(self) -> Sequence[Contestant]:
        """Those that take part, in the order they were named."""
        ...

    async def run(self, on_event: OnEvent | None = None) -> None:
        """Race until all are over. Cancelling it stops them all and keeps what arrived."""
        ...

    def stop(self, contestant: Contestant) -> None:
        """Stop that one and keep what arrived of it; the others go on."""
        ...

    def retry_now(self, contestant: Contestant) -> None:
        """End that one's wait before its next attempt, if one is under way."""
        ...

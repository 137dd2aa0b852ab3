"""What was asked once and answered elsewhere, as in races and batches, as a conversation that is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from streamtui.core.chat.events import (
    PromptSubmitted,
    RequestSent,
    StreamEvent,
    SystemPromptChanged,
    TurnFailed,
    TurnFinished,
)
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.store import Keeper
from streamtui.session.growing_tree import GrowingTree


def adopted(events: Iterable[StreamEvent], *, prompt: str, parent: str, reply: str) -> Iterator[StreamEvent]:
    """The events of a turn that happened elsewhere, with the ids of its messages and of the one before them."""
    for event in events:
        match event:
            case PromptSubmitted():
                yield replace(event, id=prompt, parent=parent)
            case RequestSent():
                yield replace(event, reply=reply)
            case _:
                yield event


class KeptTurns:
    """One prompt; each answer to it is a branch, kept once it is over, however it ended."""

    def __init__(self, keeper: Keeper, new_id: Callable[[], str], system: str, at: float) -> None:
        """The `system` prompt is of that instant; none where it is empty."""
        self._growing, self._state = GrowingTree(new_id, keeper), ChatState()
        self._new_id, self._prompt = new_id, new_id()
        if system:
            self._take(SystemPromptChanged(at, system))
        self._base = self._growing.tree.head

    def add(self, events: Iterable[StreamEvent]) -> None:
        """Keep one answer: the events of a turn that is over."""
        if self._growing.tree.head != self._base:
            self._state = ChatState().fold(self._growing.show(self._base))
        for event in adopted(events, prompt=self._prompt, parent="", reply=self._new_id()):
            self._take(event)

    def _take(self, event: StreamEvent) -> None:
        self._state.apply(event)
        self._growing.take(event, self._state)


class TurnRecorder:
    """core.ports.session.Recorder: hands on each turn of one that answers, when that is over."""

    def __init__(self, add: Callable[[Iterable[StreamEvent]], None]) -> None:
        self._add = add
        self._events: list[StreamEvent] = []

    def record(self, event: StreamEvent) -> None:
        """Take one event."""
        self._events.append(event)
        if isinstance(event, TurnFinished | TurnFailed):
            events, self._events = self._events, []
            self._add(events)

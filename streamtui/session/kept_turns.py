"""What was asked once and answered elsewhere, as in races and batches, as a conversation that is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

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


class KeptAside:
    """core.ports.session.Aside: the turns of one that answers, each a branch behind the turn `after`."""

    def __init__(self, keeper: Keeper, new_id: Callable[[], str], *, after: str, prompt: str, parent: str) -> None:
        """`prompt` and `parent` are the ids of the message that is answered and of the one before it."""
        self._keeper, self._new_id = keeper, new_id
        self._after, self._prompt, self._parent = after, prompt, parent
        self._reply = ""
        self._turns: list[str] = []

    def record(self, event: StreamEvent) -> None:
        """Take one event; what happens before a turn is of none."""
        if isinstance(event, PromptSubmitted):
            self._turns.append(self._new_id())
            self._reply = self._new_id()
            self._keeper.begin(self._turns[-1], self._after, aside=True)
        if self._turns:
            for one in adopted((event,), prompt=self._prompt, parent=self._parent, reply=self._reply):
                self._keeper.keep(one, aside=self._turns[-1])

    async def written(self) -> None:
        """See core.ports.session.Aside."""
        await self._keeper.written()

    def take(self) -> Sequence[str]:
        """The turns so far, by their keys, each given once."""
        taken, self._turns = self._turns, []
        return taken


class KeptTurns:
    """One prompt; each answer to it is a branch, kept aside while it comes and once it is over, however it ended."""

    def __init__(self, keeper: Keeper, new_id: Callable[[], str], system: str, at: float) -> None:
        """The `system` prompt is of that instant; none where it is empty."""
        self._growing, self._state = GrowingTree(new_id, keeper), ChatState()
        self._keeper, self._new_id, self._prompt = keeper, new_id, new_id()
        if system:
            self._take(SystemPromptChanged(at, system))
        self._base = self._growing.tree.head

    def aside(self) -> KeptAside:
        """Keeps what one answers, until that is added."""
        return KeptAside(self._keeper, self._new_id, after=self._base, prompt=self._prompt, parent="")

    def add(self, events: Iterable[StreamEvent], aside: KeptAside) -> None:
        """Keep one answer, that is the events of a turn that is over, instead of what was kept aside of it."""
        with self._keeper.instead_of(aside.take()):
            self._add(events)

    def _add(self, events: Iterable[StreamEvent]) -> None:
        if self._growing.tree.head != self._base:
            self._state = ChatState().fold(self._growing.show(self._base))
        for event in adopted(events, prompt=self._prompt, parent="", reply=self._new_id()):
            self._take(event)

    def _take(self, event: StreamEvent) -> None:
        self._state.apply(event)
        self._growing.take(event, self._state)


class TurnRecorder:
    """core.ports.session.Aside of one that answers: each of its turns is added, when that is over."""

    def __init__(self, turns: KeptTurns, over: Callable[[], object] = lambda: None) -> None:
        """`over` is called behind each."""
        self._kept, self._over = turns, over
        self._aside = turns.aside()
        self._events: list[StreamEvent] = []

    def record(self, event: StreamEvent) -> None:
        """Take one event."""
        self._events.append(event)
        self._aside.record(event)
        if isinstance(event, TurnFinished | TurnFailed):
            events, self._events = self._events, []
            self._kept.add(events, self._aside)
            self._over()

    async def written(self) -> None:
        """See core.ports.session.Aside."""
        await self._aside.written()

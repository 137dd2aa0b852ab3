"""What was asked once and answered elsewhere, as in races and batches, as a conversation that is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from streamtui.core.chat.events import (
    PromptSubmitted,
    RequestSent,
    StreamEvent,
    TurnFailed,
    TurnFinished,
)
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.store import Keeper
from streamtui.session.growing_tree import GrowingTree


def adopted(
    events: Iterable[StreamEvent], *, prompt: str, parent: str, reply: str, opening: Sequence[StreamEvent] = ()
) -> Iterator[StreamEvent]:
    """The events of a turn that happened elsewhere, with the ids of its messages and of the one before them.

    `opening`: what it begins with where more than a prompt is answered.
    """
    for event in events:
        match event:
            case PromptSubmitted() if opening:
                yield from (replace(one, at=event.at) for one in opening)
            case PromptSubmitted():
                yield replace(event, id=prompt, parent=parent)
            case RequestSent():
                yield replace(event, reply=reply)
            case _:
                yield event


class KeptAside:
    """core.ports.session.Aside: the turns of one that answers, each a branch behind the turn `after`."""

    def __init__(
        self,
        keeper: Keeper,
        new_id: Callable[[], str],
        after: str,
        adopt: Callable[..., Iterable[StreamEvent]],
        own_set: Sequence[StreamEvent] = (),
    ) -> None:
        """`adopt` is `adopted`, but for the id of the reply.

        `own_set`: what is set for each turn besides, and stands in it: behind the prompt, which says what is asked.
        """
        self._keeper, self._new_id = keeper, new_id
        self._after, self._adopt, self._own_set = after, adopt, own_set
        self._reply = ""
        self._turns: list[str] = []

    def record(self, event: StreamEvent) -> None:
        """Take one event; what happens before a turn is of none."""
        if isinstance(event, PromptSubmitted):
            self._turns.append(self._new_id())
            self._reply = self._new_id()
            self._keeper.begin(self._turns[-1], self._after, aside=True)
        if self._turns:
            own_set = self._own_set if isinstance(event, PromptSubmitted) else ()
            for one in self._adopt((event, *own_set), reply=self._reply):
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

    def __init__(
        self,
        keeper: Keeper,
        new_id: Callable[[], str],
        before: Iterable[StreamEvent],
        opening: Sequence[StreamEvent],
    ) -> None:
        """`before` is what happened up to the prompt; `opening` as for `adopted`."""
        self._growing, self._state = GrowingTree(new_id, keeper), ChatState()
        self._keeper, self._new_id = keeper, new_id
        for event in before:
            self._take(event)
        self._base = self._growing.tree.head
        parent = self._state.conversation.last_id
        self._adopt = partial(adopted, prompt=new_id(), parent=parent, opening=opening)

    def aside(self) -> KeptAside:
        """Keeps what one answers, until that is added."""
        return KeptAside(self._keeper, self._new_id, self._base, self._adopt)

    def add(self, events: Iterable[StreamEvent], aside: KeptAside) -> None:
        """Keep one answer, that is the events of a turn that is over, instead of what was kept aside of it."""
        with self._keeper.instead_of(aside.take()):
            self._add(events)

    def _add(self, events: Iterable[StreamEvent]) -> None:
        if self._growing.tree.head != self._base:
            self._state = ChatState().fold(self._growing.show(self._base))
        for event in self._adopt(events, reply=self._new_id()):
            self._take(event)

    def _take(self, event: StreamEvent) -> None:
        self._state.apply(event)
        self._growing.take(event, self._state)


class TurnRecorder:
    """core.ports.session.Aside of one that answers: each of its turns is added, when that is over."""

    def __init__(self, turns: KeptTurns, over: Callable[[StreamEvent], object] = lambda _: None) -> None:
        """`over` is called behind each, with what ended it."""
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
            self._over(event)

    async def written(self) -> None:
        """See core.ports.session.Aside."""
        await self._aside.written()

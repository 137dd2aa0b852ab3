"""The store, where races and batches of the command line are to be kept in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from streamtui.cli.compose.places import Places
from streamtui.cli.compose.sessions import new_id
from streamtui.cli.compose.stores import open_store
from streamtui.core.chat.events import StreamEvent
from streamtui.core.ports.batch import Prompt
from streamtui.core.ports.session import Recorder
from streamtui.core.ports.store import Keeper
from streamtui.session.kept_turns import KeptTurns, TurnRecorder

if TYPE_CHECKING:
    from streamtui.storage.conversations.store import ConversationStore


class KeptReplies:
    """Keeps what is asked; where it is not to, nothing is opened."""

    def __init__(self, places: Places, *, wanted: bool) -> None:
        self.store: ConversationStore | None = open_store(places) if wanted else None
        self._clock = places.clock
        self._keepers: list[Keeper] = []

    def of_race(self, messages: Sequence[Mapping[str, Any]], count: int) -> Sequence[Recorder]:
        """One for each of so many that answer: branches of one conversation."""
        if (turns := self._turns(messages)) is None:
            return ()
        return [turns.recorder() for _ in range(count)]

    def of_prompt(self, prompt: Prompt) -> Recorder | None:
        """One for a prompt of a batch, which is a conversation of its own."""
        if (turns := self._turns(prompt.messages)) is None:
            return None
        return TurnRecorder(partial(self._add_last, turns))

    def _add_last(self, turns: KeptTurns, events: Iterable[StreamEvent]) -> None:
        turns.add(events)
        if self.store is not None:
            self.store.leave(turns.keeper)

    @property
    def failure(self) -> str:
        """Why something could not be kept, if so."""
        return next((keeper.failure for keeper in self._keepers if keeper.failure), "")

    def close(self) -> str:
        """Write what waits; returns the same."""
        if self.store is not None:
            self.store.close()
        return self.failure

    def _turns(self, messages: Sequence[Mapping[str, Any]]) -> KeptTurns | None:
        if self.store is None:
            return None
        system = next((message.get("content") for message in messages if message.get("role") == "system"), "")
        keeper = self.store.keeper()
        self._keepers.append(keeper)
        return KeptTurns(keeper, new_id, system if isinstance(system, str) else "", self._clock.now())

"""The store, where races and batches of the command line are to be kept in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from streamtui.cli.compose.places import Places
from streamtui.cli.compose.sessions import new_id
from streamtui.cli.compose.stores import close_store, open_store
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.batch import Prompt
from streamtui.core.ports.session import Recorder
from streamtui.session.kept_turns import KeptTurns, TurnRecorder

if TYPE_CHECKING:
    from streamtui.storage.conversations.keeper import ConversationKeeper
    from streamtui.storage.conversations.store import ConversationStore


class KeptReplies:
    """Keeps what is asked; where it is not to, nothing is opened."""

    def __init__(self, places: Places, say: Callable[[str], object], *, wanted: bool) -> None:
        """`say` hears, at the end, what the person should know of how it was kept.

        Raises ConfigurationError where it is wanted, and none is to be kept.
        """
        if wanted and not places.configuration.settings.store.keep:
            raise ConfigurationError("Nothing is kept where `keep = false` in [store] says so: drop that, or --store.")
        self.store: ConversationStore | None = open_store(places) if wanted else None
        self._clock, self._say = places.clock, say
        self._keepers: set[ConversationKeeper] = set()
        """Those that are told something yet."""

    def of_race(self, messages: Sequence[Mapping[str, Any]], count: int) -> Sequence[Recorder]:
        """One for each of so many that answer: branches of one conversation."""
        if self.store is None:
            return ()
        turns = self._turns(self._keeper(self.store), messages)
        return [TurnRecorder(turns) for _ in range(count)]

    def of_prompt(self, prompt: Prompt) -> Sequence[Recorder]:
        """One for a prompt of a batch, which is a conversation of its own."""
        if (store := self.store) is None:
            return ()
        keeper = self._keeper(store)

        def leave() -> None:
            self._keepers.remove(keeper)
            store.leave(keeper)

        return (TurnRecorder(self._turns(keeper, prompt.messages), leave),)

    def close(self) -> str:
        """Write what waits; returns why something could not be kept, if so."""
        if self.store is None:
            return ""
        for keeper in self._keepers:
            self.store.leave(keeper)
        close_store(self.store, self._say)
        return self.store.failure

    def _keeper(self, store: ConversationStore) -> ConversationKeeper:
        keeper = store.keeper()
        self._keepers.add(keeper)
        return keeper

    def _turns(self, keeper: ConversationKeeper, messages: Sequence[Mapping[str, Any]]) -> KeptTurns:
        system = next((message.get("content") for message in messages if message.get("role") == "system"), "")
        return KeptTurns(keeper, new_id, system if isinstance(system, str) else "", self._clock.now())

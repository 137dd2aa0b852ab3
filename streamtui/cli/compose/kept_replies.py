"""The store, where races and batches of the command line are to be kept in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from streamtui.cli.compose.places import Places
from streamtui.cli.compose.sessions import new_id
from streamtui.cli.compose.stores import close_store, open_store
from streamtui.core.chat.events import PromptSubmitted, StreamEvent, TurnFailed
from streamtui.core.chat.request_messages import PARTS
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.batch import Prompt
from streamtui.core.ports.session import Recorder
from streamtui.session.kept_turns import KeptTurns, TurnRecorder
from streamtui.storage.imports.exported_form import happened
from streamtui.storage.imports.request_body import conversation_of
from streamtui.storage.imports.trees import turns_of

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
        """One for a prompt of a batch, which is a conversation of its own once it is asked."""
        if (store := self.store) is None:
            return ()
        keeper = self._keeper(store)

        def leave(ended: StreamEvent) -> None:
            self._keepers.remove(keeper)
            store.leave(keeper)
            if isinstance(ended, TurnFailed) and ended.fault.kind == "budget":  # it was not asked
                store.delete(keeper.id)

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
        return KeptTurns(keeper, new_id, *_told(messages, self._clock.now()))


def _told(messages: Sequence[Mapping[str, Any]], at: float) -> tuple[Sequence[StreamEvent], Sequence[StreamEvent]]:
    """What happened up to the last prompt, and what came with that; nothing where it came alone."""
    words = [{name: value for name, value in message.items() if name != PARTS} for message in messages]
    foreign = conversation_of(json.dumps({"messages": words}))
    turns = turns_of(foreign.said, foreign.head).turns if foreign is not None else ()
    events = [replace(event, at=at + event.at) for _, _, told in happened(turns, at) for event in told]
    prompts = [place for place, event in enumerate(events) if isinstance(event, PromptSubmitted)]
    if not prompts:
        return (), ()
    before, (prompt, *more) = events[: prompts[-1]], events[prompts[-1] : -1]
    return before, (prompt, *more) if more else ()

"""The store of all conversations: who keeps one, and what is asked of those that are kept."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.used import ReplyUse
from streamtui.core.faults.faults import DiskError
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.recordings import Recording
from streamtui.core.ports.spending import Spent
from streamtui.core.ports.store import ConversationRow, KeptConversation
from streamtui.core.text.secrets import Secrets
from streamtui.core.words.asked_words import read_asked
from streamtui.storage.conversations import changing, importing, reading, recovery, searching, usage
from streamtui.storage.conversations.database import Database, reason
from streamtui.storage.conversations.keeper import ConversationKeeper
from streamtui.storage.conversations.streams import Bounds, Streams
from streamtui.storage.conversations.thread import StoreThread
from streamtui.storage.conversations.writers import Writer
from streamtui.storage.prompts import history

T = TypeVar("T")


class ConversationStore:
    """The file is opened once it is needed. What is asked may raise StreamtuiError, as a sentence."""

    def __init__(
        self, folder: Path, clock: Clock, secrets: Secrets | None = None, streams: Bounds | None = None
    ) -> None:
        """The `secrets` are hidden in whatever is kept. Without bounds no streams are kept, and none go."""
        self._folder, self._clock, self._secrets = folder, clock, secrets or Secrets()
        self._streams = Streams(folder, streams)
        self._thread = StoreThread(folder, self._write, self._begin)
        self._keepers: list[ConversationKeeper] = []
        self._own: Writer | None = None
        self._opened: Database | None = None
        self._news: list[str] = []
        self.failure = ""
        """Why the first one of those who left could not keep something, as far as that is known; see `leave`."""

    def open(self) -> None:
        """Have the file opened soon, so that the first prompt does not wait for that."""
        self._thread.gather()

    def keeper(self, conversation: KeptConversation | None = None) -> ConversationKeeper:
        """Who keeps a new conversation, or goes on with one that was kept."""
        identity = _new_id() if conversation is None else conversation.id
        read, known = partial(self._read, identity), conversation is not None
        keeper = ConversationKeeper(
            identity, self._thread, self._clock.now(), self._token, self._secrets, read, self._streams, known=known
        )
        self._keepers.append(keeper)
        return keeper

    def leave(self, keeper: ConversationKeeper) -> None:
        """It is told nothing more, and nobody asks it how that went: once all is written the store says it.

        So of many there are few at a time.
        """
        keeper.left = True
        self._thread.gather()

    def take_news(self) -> Sequence[str]:
        """What the person should know of the file and of how it was written, but for the `failure`; told once.

        Of what a keeper has to tell the rest that nobody took.
        """
        news, self._news = self._news, []
        for keeper in self._keepers:
            news += keeper.take_news()
        if self._opened is not None:
            news.append(self._opened.take_mended())
        return [sentence for sentence in dict.fromkeys(news) if sentence not in ("", self.failure)]

    @property
    def last(self) -> str:
        """The id of the conversation that was written last in this run; nothing where none was."""
        written = [keeper for keeper in self._keepers if keeper.turns]
        return max(written, key=lambda keeper: keeper.changed).id if written else ""

    def listed(self, limit: int = 100, offset: int = 0) -> Future[list[ConversationRow]]:
        """See storage.conversations.searching."""
        return self._ask(lambda database: searching.listed(database, limit, offset))

    def search(self, typed: str, limit: int = 100) -> Future[list[ConversationRow]]:
        """Words and filters, as in core.words.asked_words."""
        return self._ask(lambda database: searching.search(database, read_asked(typed, time.time()), limit))

    def load(self, prefix: str = "", at: int | None = None, newest: int | None = None) -> Future[KeptConversation]:
        """The conversation whose id begins so; without one that which changed last. Turns that broke off are ended.

        `at`: the row of a turn that is to be shown; `newest`: so many turns, at the end, have their events.
        """
        return self._ask(lambda database: self._load(database, prefix, at, newest))

    def recording(self, prefix: str) -> Future[Recording]:
        """What was shown last of it as a recording, with the streams that are kept of its replies."""
        return self._ask(lambda database: self._streams.recording(self._load(database, prefix)))

    def load_whole(self, prefix: str, *, tree: bool = True) -> Future[KeptConversation]:
        """The conversation whose id begins so, and all of its turns as a `tree`, where that is wanted."""

        def job(database: Database) -> KeptConversation:
            found = reading.load(database, reading.resolve(database, prefix), self._clock.now())
            return reading.with_tree(database, found) if tree else found

        return self._ask(job)

    def take_in(self, exported: Mapping[str, Any], *, spent: bool = True) -> Future[importing.Taken]:
        """Keep one that was exported, or what is new of it; see storage.conversations.importing."""
        return self._ask(partial(importing.take_in, exported=exported, secrets=self._secrets, spent=spent))

    def usage(self, since: float = 0.0) -> Future[list[ReplyUse]]:
        """See storage.conversations.usage."""
        return self._ask(lambda database: usage.usage(database, since))

    def spent(self, since: float) -> Future[Spent]:
        return self._ask(lambda database: usage.spent(database, since))

    def spent_elsewhere(self, since: float) -> Future[tuple[Spent, list[str]]]:
        """What others than this run of the program have spent, and the places that cost something."""
        return self._ask(lambda database: (usage.spent(database, since, self._run), usage.priced(database, since)))

    def delete(self, prefix: str) -> Future[str]:
        """Delete the one whose id begins so, for good; returns its title. See storage.conversations.changing."""

        def job(database: Database) -> str:
            identity = reading.resolve(database, prefix)
            title = changing.delete(database, identity)
            self._forget(database, [identity])
            return title

        return self._ask(job)

    def resolve(self, prefix: str) -> Future[str]:
        """The whole id that begins so."""
        return self._ask(lambda database: reading.resolve(database, prefix))

    def title(self, identity: str) -> Future[str]:
        """See storage.conversations.changing, as for the next three; each takes a whole id."""
        return self._ask(lambda database: changing.title_of(database, identity))

    def retitle(self, identity: str, title: str) -> Future[None]:
        hidden = self._secrets.hide(title)
        return self._ask(lambda database: changing.retitle(database, identity, hidden))

    def pin(self, identity: str, *, pinned: bool) -> Future[None]:
        return self._ask(lambda database: changing.pin(database, identity, pinned=pinned))

    def discard(self, identity: str, *, discarded: bool) -> Future[None]:
        return self._ask(lambda database: changing.discard(database, identity, discarded=discarded))

    def verify(self) -> Future[list[str]]:
        """What is wrong with it, in sentences."""
        return self._ask(reading.broken)

    def close(self) -> None:
        """Write what waits, and let go of the file."""
        self._thread.close()
        if self._own is not None:
            self._own.close()

    def _read(self, conversation: str, turns: Sequence[str]) -> Future[list[list[StreamEvent]]]:
        return self._ask(lambda database: reading.turn_events(database, conversation, turns, self._clock.now()))

    @property
    def _run(self) -> str | None:
        """This run of the program, where it has written."""
        return None if self._own is None else self._own.token

    def _token(self) -> str:
        if self._own is None:
            self._own = Writer(self._folder)
        return self._own.token

    def _ask(self, job: Callable[[Database], T]) -> Future[T]:
        def told(database: Database) -> T:
            try:
                return job(database)
            except (sqlite3.Error, OSError) as error:
                database.suspect(error)
                raise DiskError(
                    f"The conversations in {self._folder} can't be used: {reason(error, self._folder)}."
                ) from error

        return self._thread.do(told)

    def _write(self, database: Database | Exception) -> None:
        for keeper in self._keepers.copy():
            left = keeper.left  # so nothing comes behind what is written now
            keeper.write(database)
            if left:
                self._keepers.remove(keeper)
                self.failure = self.failure or keeper.failure
                self._news += keeper.take_news()
        if isinstance(database, Database):
            self._prune(database)

    def _prune(self, database: Database, *, anew: bool = False) -> None:
        with suppress(OSError, sqlite3.Error):
            self._streams.prune(database.connection, anew=anew)

    def _forget(self, database: Database, conversations: Sequence[str]) -> None:
        """Nothing else is kept of those that were deleted."""
        self._prune(database, anew=True)
        with suppress(OSError):
            history.forget(self._folder, conversations)

    def _load(
        self, database: Database, prefix: str, at: int | None = None, newest: int | None = None
    ) -> KeptConversation:
        self._settle(database)
        found = reading.resolve(database, prefix) if prefix else reading.newest(database)
        return reading.load(database, found, self._clock.now(), at, newest)

    def _begin(self, database: Database) -> None:
        self._opened = database
        self._settle(database)

    def _settle(self, database: Database) -> None:
        if database.sealed:
            return
        recovery.settle(database, self._streams, self._run)
        if gone := changing.delete_discarded(database):
            self._forget(database, gone)


def _new_id() -> str:
    """Like no other, and soon told from them by how it begins."""
    return uuid4().hex[:16]

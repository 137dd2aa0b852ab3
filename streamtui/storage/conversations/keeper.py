"""Writes one conversation, turn by turn: pieces while a turn goes on, one row once it is over."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from streamtui.core.chat.condensed import UNFOLDED
from streamtui.core.chat.events import (
    OPENINGS,
    Event,
    PromptSubmitted,
    StreamEvent,
    TurnFailed,
    TurnFinished,
)
from streamtui.core.chat.recalled import recalled
from streamtui.core.faults.bugs import log_bug
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.text.secrets import Secrets
from streamtui.core.text.surrogates import join_surrogates
from streamtui.storage.conversations.database import Database, reason
from streamtui.storage.conversations.going_turn import GoingTurn
from streamtui.storage.conversations.streams import Stream, Streams
from streamtui.storage.conversations.titles import title_of
from streamtui.storage.conversations.told import (
    Aside,
    Begun,
    Forgotten,
    Shown,
    Told,
    event_of,
    pieces_first,
    without_keys,
)
from streamtui.storage.conversations.turn_rows import begin_turn

if TYPE_CHECKING:
    from streamtui.storage.conversations.thread import StoreThread

_OVER = (TurnFinished, TurnFailed)


class _GoneError(Exception):
    """The conversation was deleted."""


class ConversationKeeper:
    """core.ports.store.Keeper. `write` is for the store's thread, all else for the loop."""

    def __init__(
        self,
        conversation: str,
        thread: StoreThread,
        now: float,
        writer: Callable[[], str],
        secrets: Secrets,
        read: Callable[[Sequence[str]], Future[list[list[StreamEvent]]]],
        streams: Streams,
        *,
        known: bool,
    ) -> None:
        """`now` is by the events' clock; `writer` gives this program's token; `read` the events of turns by their keys.

        `known`: it is kept so far.
        """
        self.id = conversation
        self.failure = ""
        self._news: deque[str] = deque()
        self.left = False
        """It is told nothing more, and forgotten once all is written."""
        self._thread, self._writer, self._secrets, self._read = thread, writer, secrets, read
        self._streams = streams
        self._epoch = time.time() - now
        """What the events' clock showed 0 at."""
        self._waiting: deque[Told] = deque()
        self._whole = threading.Lock()
        """Held while something is told of which no part is written without the rest."""
        self._going: GoingTurn | None = None
        self._aside: dict[str, GoingTurn] = {}
        """Those that go on aside, by their keys."""
        self._unasked: list[Told] | None = None if known else []
        """What was written of a conversation while nothing was asked in it but aside."""
        self._at_risk = False
        """What was written last is gone where the power fails."""
        self._over: list[Stream] = []
        """Those of the turns that are over, and are yet to be written."""
        self._since = 0.0
        """When the last turn began."""
        self._rows: dict[str, int | None] = {"": None}
        """The rows of turns, by their keys."""
        self._known = known
        self.turns = 0
        """How many were begun in this run."""
        self.changed = 0.0
        """When the last one began or was over; 0 while there is none."""

    def take_news(self) -> Sequence[str]:
        return [self._news.popleft() for _ in range(len(self._news))]

    def begin(self, turn: str, parent: str, *, aside: bool = False) -> None:
        if not self.failure:
            self._waiting.append(Begun(turn, parent, aside))

    def keep(self, event: StreamEvent, aside: str = "") -> None:
        if not self.failure and (self._streams.are_kept or type(event) not in UNFOLDED):
            self._waiting.append(Aside(aside, event) if aside else event)
            self._thread.gather()

    def show(self, turn: str) -> None:
        if not self.failure:
            self._waiting.append(Shown(turn))
            self._thread.gather()

    @contextmanager
    def instead_of(self, turns: Sequence[str]) -> Iterator[None]:
        with self._whole:
            yield
            if turns and not self.failure:
                self._waiting.append(Forgotten(turns))
                self._thread.gather()

    async def written(self) -> None:
        if (self._waiting or self._at_risk) and not self.failure:
            with suppress(StreamtuiError):  # `write` has told
                await asyncio.wrap_future(self._thread.do(lambda database: self.write(database, durable=True)))

    async def read(self, turns: Sequence[str]) -> Sequence[Sequence[StreamEvent]]:
        return await asyncio.wrap_future(self._read(turns))

    def write(self, database: Database | Exception, *, durable: bool = False) -> None:
        """Put to the file what came since; where that fails, no more of the conversation is kept."""
        if self.failure or not (self._waiting or (durable and self._at_risk)) or not self._worth_a_row():
            return
        before = self._known, self.turns
        try:
            if isinstance(database, Exception):
                raise database.with_traceback(None)  # it is raised for every keeper, and would hold them all
            with database.transaction(durable=durable) as connection:
                self._write(connection)
            self._at_risk = not durable
            self._write_streams()
            self._news.extend(filter(None, (database.take_mended(), database.take_remark())))
        except _GoneError:
            self.failure = "This conversation was deleted meanwhile; the chat goes on, and nothing of it is kept."
            before = False, 0
        except StreamtuiError as error:
            self.failure = f"{error.fault.message.removesuffix('.')}; the chat goes on, and nothing of it is kept."
        except (sqlite3.Error, OSError) as error:
            if isinstance(database, Database):
                database.suspect(error)
            self.failure = (
                f"No more of this conversation is kept: {reason(error, self._thread.folder)}; the chat goes on."
            )
        except Exception as bug:
            log_bug(bug, "the keeping of a conversation")
            self.failure = f"No more of this conversation is kept ({type(bug).__name__}); the chat goes on."
        if self.failure:
            self._news.append(self.failure)
            self._waiting.clear()
            self._known, self.turns = before  # nothing was written

    def _worth_a_row(self) -> bool:
        """A conversation in which nothing was said yet is none."""
        return self._known or any(isinstance(event_of(told), OPENINGS) for told in self._waiting.copy())

    def _write(self, connection: sqlite3.Connection) -> None:
        if self._known and not connection.execute("SELECT 1 FROM conversation WHERE id = ?", (self.id,)).fetchone():
            raise _GoneError
        if not self._waiting:  # a commit that changes nothing reaches no disk
            connection.execute("UPDATE conversation SET changed = changed WHERE id = ?", (self.id,))
        with self._whole:
            left = len(self._waiting)  # what comes meanwhile is written next
        while left and (self._known or self._worth_a_row()):
            if left == 1 and isinstance(self._waiting[0], Begun):  # its first event comes
                break
            if self._unasked is None and (pieces := pieces_first(self._waiting, left)):
                left -= len(pieces)
                if self._going is not None:
                    self._going.take(pieces)
            else:
                left += self._write_next(connection) - 1
        for going in filter(None, (self._going, *self._aside.values())):
            going.put_piece(connection)

    def _write_next(self, connection: sqlite3.Connection) -> int:
        """Write what was told first; returns how much of what was written is to be written again."""
        match told := self._waiting.popleft():
            case Aside():
                self._aside[told.turn].new.append(without_keys(told.event, self._secrets))
            case Begun(aside=True):
                self._aside[told.turn] = self._begin(connection, told)
            case Forgotten():
                return self._forget(connection, told.turns)
            case _:
                self._write_shown(connection, told)
        return 0

    def _write_shown(self, connection: sqlite3.Connection, told: StreamEvent | Begun | Shown) -> None:
        """Write what is of the path that is shown."""
        if self._unasked is not None:
            self._unasked = None if isinstance(told, OPENINGS) else [*self._unasked, told]
        match told:
            case Begun():
                self._finish(connection)
                self._going = self._begin(connection, told)
            case Shown():
                self._finish(connection)
                self._show(connection, self._row_of(connection, told.turn))
            case _:
                event = without_keys(told, self._secrets)
                if self._going is not None:
                    self._going.take([event])
                if isinstance(event, _OVER):
                    self._finish(connection)

    def _forget(self, connection: sqlite3.Connection, turns: Sequence[str]) -> int:
        """Take turns out that went on aside, and the conversation, where nothing else was asked in it."""
        for turn in turns:
            connection.execute("DELETE FROM turn WHERE id = ?", (self._aside.pop(turn).row,))
        self.turns -= len(turns)
        if self._unasked is None or self._aside:
            return 0
        connection.execute("DELETE FROM conversation WHERE id = ?", (self.id,))
        self._known, self._going, self._rows = False, None, {"": None}
        again, self._unasked = self._unasked, []
        self._waiting.extendleft(reversed(again))
        return len(again)

    def _write_streams(self) -> None:
        """Put the streams of turns that are over to their files; one that there is no room for is kept by nobody."""
        over, self._over = self._over, []
        try:
            for stream in over:
                self._streams.write(stream)
        except OSError as error:
            why = reason(error, self._thread.folder)
            self._news.append(f"The stream of a reply could not be kept: {why}; the conversation itself is.")

    async def recalled(self, events: Sequence[StreamEvent], most: int) -> list[StreamEvent] | None:
        return await asyncio.to_thread(recalled, events, self._streams.reader(self.id, most))

    def _clean(self, text: str) -> str:
        """As it can stand in a column: without keys, and without halves of characters."""
        return join_surrogates(self._secrets.hide(text))

    def _begin(self, connection: sqlite3.Connection, begun: Begun) -> GoingTurn:
        """The turn has a row."""
        first = event_of(self._waiting[0]) if self._waiting else None
        self._since = first.at if isinstance(first, Event) else self._since
        began = self._epoch + self._since
        self.changed = time.time()
        if not self._known:
            events = map(event_of, self._waiting.copy())
            prompts = [event.text for event in events if isinstance(event, PromptSubmitted)]
            title = title_of(self._clean(prompts[0]) if prompts else "")
            connection.execute(
                "INSERT INTO conversation (id, began, changed, title) VALUES (?, ?, ?, ?)",
                (self.id, began, self.changed, title),
            )
            self._known = True
        prompt = self._clean(first.text) if isinstance(first, PromptSubmitted) else ""
        parent = self._row_of(connection, begun.parent)
        asked = isinstance(first, OPENINGS)
        place = connection, self.id, begun.turn, parent, began
        row = begin_turn(*place, writer=self._writer(), prompt=prompt, messages=int(asked and not begun.aside))
        self._rows[begun.turn] = row
        self.turns += asked
        self._show(connection, row)
        return GoingTurn(row, self._since)

    def _row_of(self, connection: sqlite3.Connection, turn: str) -> int | None:
        if turn not in self._rows:
            found = connection.execute("SELECT id FROM turn WHERE conversation = ? AND key = ?", (self.id, turn))
            self._rows[turn] = next((row for (row,) in found), None)
        return self._rows[turn]

    def _show(self, connection: sqlite3.Connection, row: int | None) -> None:
        connection.execute(  # who goes on with it wants it, whoever deleted it meanwhile
            "UPDATE conversation SET head = ?, changed = max(changed, ?), deleted = NULL WHERE id = ?",
            (row, self.changed, self.id),
        )

    def _finish(self, connection: sqlite3.Connection) -> None:
        """The turn that was written is over, if there is one."""
        if self._going is None:
            return
        if (stream := self._going.finish(connection, with_stream=self._streams.are_kept)) is not None:
            self._over.append(stream)
        self._going = None
        self.changed = time.time()
        connection.execute("UPDATE conversation SET changed = ? WHERE id = ?", (self.changed, self.id))

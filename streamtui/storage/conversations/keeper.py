"""Writes one conversation, turn by turn: pieces while a turn goes on, one row once it is over."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from streamtui.core.chat.codec import decode, encode
from streamtui.core.chat.condensed import OF_REPLY, PIECES, Condenser, condensed
from streamtui.core.chat.events import OPENINGS, PromptSubmitted, StreamEvent, TurnFailed, TurnFinished
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.bugs import log_bug
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.text.secrets import Secrets
from streamtui.storage.conversations.database import Database, reason
from streamtui.storage.conversations.turn_rows import finish_turn, packed_piece, title_of

if TYPE_CHECKING:
    from streamtui.storage.conversations.thread import StoreThread

_OVER = (TurnFinished, TurnFailed)


class ConversationKeeper:
    """core.ports.store.Keeper. `keep` and `written` are for the loop, `write` for the store's thread."""

    def __init__(
        self,
        conversation: str,
        head: int | None,
        thread: StoreThread,
        since: float,
        writer: Callable[[], str],
        secrets: Secrets,
        *,
        known: bool,
    ) -> None:
        """`since` is now, by the events' clock; `writer` gives this program's token; `known`: it is kept so far."""
        self.id = conversation
        self.failure = ""
        self.remark = ""
        self._head = head
        self._thread, self._writer, self._secrets = thread, writer, secrets
        self._since, self._epoch = since, time.time()
        self._condenser = Condenser()
        self._waiting: deque[StreamEvent] = deque()
        self._turn: list[StreamEvent] = []
        """The events of the turn so far."""
        self._new: list[StreamEvent] = []
        """Of those the ones that are in no piece yet."""
        self._row: int | None = None
        self._pieces = 0
        self._known = known
        self.turns = 0
        """How many were begun in this run."""
        self.changed = 0.0
        """When the last one began."""

    def keep(self, event: StreamEvent, state: ChatState) -> None:
        if self.failure:
            return
        if type(event) in PIECES:
            self._waiting.append(event)
        else:
            self._waiting.extend(self._condenser.kept(event, state))
        self._thread.gather()

    async def written(self) -> None:
        if self._waiting and not self.failure:
            with suppress(StreamtuiError):  # `write` has told
                await asyncio.wrap_future(self._thread.do(lambda database: self.write(database, durable=True)))

    def write(self, database: Database | Exception, *, durable: bool = False) -> None:
        """Put to the file what came since; where that fails, no more of the conversation is kept."""
        if self.failure or not self._waiting:
            return
        try:
            if isinstance(database, Exception):
                raise database
            self._write(database, durable=durable)
            self.remark = self.remark or database.mended or database.remark
        except StreamtuiError as error:
            self.failure = f"{error.fault.message.removesuffix('.')}; the chat goes on, and nothing of it is kept."
        except (sqlite3.Error, OSError) as error:
            if isinstance(database, Database):
                database.suspect(error)
            self.failure = f"No more of this conversation is kept: {reason(error)}; the chat goes on."
        except Exception as bug:
            log_bug(bug, "the keeping of a conversation")
            self.failure = f"No more of this conversation is kept ({type(bug).__name__}); the chat goes on."
        if self.failure:
            self._waiting.clear()

    def _write(self, database: Database, *, durable: bool) -> None:
        with database.transaction(durable=durable) as connection:
            while self._waiting:
                event = self._without_keys(self._waiting.popleft())
                self._turn.append(event)
                self._new.append(event)
                if isinstance(event, _OVER) and self._begun(connection):
                    self._finish(connection)
            if self._new and self._begun(connection):
                self._put_piece(connection)

    def _without_keys(self, event: StreamEvent) -> StreamEvent:
        """What is kept of it; of what a server sent its provider has hidden them."""
        if type(event) in OF_REPLY:
            return event
        text = encode(event, self._since).decode()
        hidden = self._secrets.hide(text)
        return event if hidden == text else decode(hidden.encode(), self._since)

    def _begun(self, connection: sqlite3.Connection) -> bool:
        """The turn has a row; a conversation in which nothing was said yet is none."""
        if self._row is not None:
            return True
        if not self._known and not any(isinstance(event, OPENINGS) for event in self._turn):
            return False
        now = time.time()
        prompt = next((event.text for event in self._turn if isinstance(event, PromptSubmitted)), "")
        if not self._known:
            connection.execute(
                "INSERT INTO conversation (id, began, changed, title) VALUES (?, ?, ?, ?)",
                (self.id, now, now, title_of(prompt)),
            )
            self._known = True
        row = connection.execute(
            "INSERT INTO turn (conversation, parent, began, writer, prompt) VALUES (?, ?, ?, ?, ?)",
            (self.id, self._head, self._epoch, self._writer(), prompt),
        )
        self._row, self._pieces = row.lastrowid, 0
        self.turns, self.changed = self.turns + 1, now
        connection.execute("UPDATE conversation SET head = ?, changed = ? WHERE id = ?", (self._row, now, self.id))
        return True

    def _put_piece(self, connection: sqlite3.Connection) -> None:
        data = packed_piece(self._new, self._since)
        connection.execute("INSERT INTO piece VALUES (?, ?, ?)", (self._row, self._pieces, data))
        self._pieces += 1
        self._new.clear()

    def _finish(self, connection: sqlite3.Connection) -> None:
        assert self._row is not None
        finish_turn(connection, self._row, condensed(self._turn), self._since)
        connection.execute("UPDATE conversation SET changed = ? WHERE id = ?", (time.time(), self.id))
        self._head, self._row = self._row, None
        self._turn.clear()
        self._new.clear()

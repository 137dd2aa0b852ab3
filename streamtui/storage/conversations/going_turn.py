"""A turn that goes on: its row, to which pieces come until it is over."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from streamtui.core.chat.condensed import condensed
from streamtui.core.chat.events import StreamEvent
from streamtui.storage.conversations.streams import Stream, stream_of
from streamtui.storage.conversations.turn_rows import finish_turn
from streamtui.storage.recordings.packed import packed_blocks


@dataclass(slots=True)
class GoingTurn:
    """One of them, whose row is there."""

    row: int
    since: float
    """When it began, by the events' clock."""
    events: list[StreamEvent] = field(default_factory=list)
    """So far; of one that goes on aside those are of no use."""
    new: list[StreamEvent] = field(default_factory=list)
    """The ones that are in no piece yet."""
    _pieces: int = 0

    def take(self, events: Sequence[StreamEvent]) -> None:
        """These came next."""
        self.events += events
        self.new += events

    def put_piece(self, connection: sqlite3.Connection) -> None:
        """Write what is new, if anything is."""
        if self.new:
            for data in packed_blocks(self.new, self.since):
                connection.execute("INSERT INTO piece VALUES (?, ?, ?)", (self.row, self._pieces, data))
                self._pieces += 1
            self.new.clear()

    def finish(self, connection: sqlite3.Connection, *, with_stream: bool) -> Stream | None:
        """It is over; returns its stream, where that is wanted and there is one."""
        kept = condensed(self.events)
        stream = stream_of(connection, self.row, kept, self.new, self.since) if with_stream else None
        finish_turn(connection, self.row, kept, self.since)
        return stream

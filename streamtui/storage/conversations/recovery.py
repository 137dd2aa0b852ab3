"""Turns whose program ended in their middle, however it did: what came of them is kept, and they are over."""

from __future__ import annotations

from contextlib import suppress

from streamtui.core.chat.condensed import Condenser, condensed
from streamtui.core.chat.events import OPENINGS, StreamEvent, TurnFailed, TurnFinished
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import Fault
from streamtui.core.faults.program_ends import PROGRAM_ENDED
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.streams import Stream, Streams, stream_of
from streamtui.storage.conversations.turn_rows import finish_turn
from streamtui.storage.conversations.writers import is_alive
from streamtui.storage.recordings.packed import unpacked_block


def settle(database: Database, streams: Streams, own: str | None = None) -> int:
    """End the turns that nobody writes any more, but for those of the writer `own`; returns how many."""
    folder = database.path.parent
    writers = [row[0] for row in database.connection.execute("SELECT DISTINCT writer FROM turn WHERE writer NOT NULL")]
    dead = [token for token in writers if token != own and not is_alive(folder, token)]
    return sum(_settle_writer(database, streams, token) for token in dead)


def _settle_writer(database: Database, streams: Streams, token: str) -> int:
    found: list[Stream | None] = []
    with database.transaction() as connection:
        rows = connection.execute("SELECT id FROM turn WHERE writer = ?", (token,)).fetchall()
        for (row,) in rows:
            before = pieces_of(database, row, 0.0)
            events = ended(before)
            if streams.are_kept:
                end = [event for event in events if not any(event is one for one in before)]
                found.append(stream_of(connection, row, events, end, 0.0))
            finish_turn(connection, row, events, 0.0)
    for stream in filter(None, found):
        with suppress(OSError):
            streams.write(stream)
    return len(rows)


def pieces_of(database: Database, row: int, since: float) -> list[StreamEvent]:
    """What is kept so far of a turn that goes on, up to the first piece that can't be read."""
    pieces = database.connection.execute("SELECT events FROM piece WHERE turn = ? ORDER BY number", (row,))
    events: list[StreamEvent] = []
    with suppress(ValueError):
        for (data,) in pieces:
            events += unpacked_block(data, since)
    return condensed(events)


def ended(events: list[StreamEvent], fault: Fault = PROGRAM_ENDED) -> list[StreamEvent]:
    """The same turn, as one that broke off with its last event, where it had not ended; as it is, if it never begun."""
    if not any(isinstance(event, OPENINGS) for event in events):
        return events
    over = isinstance(events[-1], TurnFinished | TurnFailed)
    state, condenser, kept = ChatState(), Condenser(), list[StreamEvent]()
    for event in events if over else (*events, TurnFailed(events[-1].at, fault)):
        state.apply(event)
        kept.extend(condenser.kept(event, state))
    return condensed(kept)

"""What is in the store: whole conversations, by how their ids begin, and what is wrong with any."""

from __future__ import annotations

import json
import time
from dataclasses import replace

from streamtui.core.chat.events import StreamEvent
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.store import KeptConversation
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.recovery import pieces_of
from streamtui.storage.conversations.turn_rows import unpacked, unpacked_lines

_PATH = """
WITH RECURSIVE path (id, parent, began, events, writer, depth) AS (
    SELECT id, parent, began, events, writer, 0 FROM turn WHERE id = ?
    UNION ALL
    SELECT turn.id, turn.parent, turn.began, turn.events, turn.writer, depth + 1
    FROM turn JOIN path ON turn.id = path.parent
)
SELECT id, began, events FROM path ORDER BY depth DESC
"""


def resolve(database: Database, prefix: str) -> str:
    """The whole id that begins so. Raises ConfigurationError where none does, or several."""
    rows = database.connection.execute(
        "SELECT id FROM conversation WHERE deleted IS NULL AND substr(id, 1, ?) = ? LIMIT 2", (len(prefix), prefix)
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    if not rows:
        raise ConfigurationError(f"There is no conversation {prefix!r}: `streamtui history list` names them.")
    raise ConfigurationError(f"Several conversations begin with {prefix!r}: give more of the id.")


def newest(database: Database) -> str:
    """The id of the conversation that changed last. Raises ConfigurationError where there is none."""
    row = database.connection.execute(
        "SELECT id FROM conversation WHERE deleted IS NULL ORDER BY changed DESC, id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise ConfigurationError("No conversation is kept yet, so there is none to go on with.")
    return str(row[0])


def load(database: Database, conversation: str, now: float) -> KeptConversation:
    """The path that was shown last. `now` is this instant by the clock of this run.

    Raises ConfigurationError where what is kept of it is broken.
    """
    title, head, first, last = database.connection.execute(
        "SELECT title, head, began, changed FROM conversation WHERE id = ?", (conversation,)
    ).fetchone()
    events: list[StreamEvent] = []
    ago = now - time.time()
    for row, began, data in database.connection.execute(_PATH, (head,)).fetchall():
        since = round(began + ago, 6)
        try:
            events += pieces_of(database, row, since) if data is None else unpacked(data, since)
        except ValueError as error:
            raise ConfigurationError(
                f"The conversation {conversation[:8]} can't be read, as {error}: `streamtui history verify` says more."
            ) from error
    return KeptConversation(conversation, title, head, events, first, last)


def with_tree(database: Database, conversation: KeptConversation) -> KeptConversation:
    """The same with all of its turns, as JSON can say them."""
    rows = database.connection.execute(
        "SELECT id, parent, began, events FROM turn WHERE conversation = ? ORDER BY id", (conversation.id,)
    )
    tree = [
        {"id": row, "parent": parent, "began": began, "events": [json.loads(line) for line in unpacked_lines(data)]}
        for row, parent, began, data in rows
        if data is not None
    ]
    return replace(conversation, tree=tree)


def broken(database: Database) -> list[str]:
    """What is wrong with the file or with a conversation in it, a sentence each."""
    told = [
        f"The file itself: {row[0]}." for row in database.connection.execute("PRAGMA integrity_check") if row[0] != "ok"
    ]
    lost = database.connection.execute(
        "SELECT turn.id FROM turn LEFT JOIN turn above ON above.id = turn.parent "
        "WHERE turn.parent NOT NULL AND above.id IS NULL"
    )
    told += [f"Turn {row[0]} follows one that is not there." for row in lost]
    for row, data in database.connection.execute("SELECT id, events FROM turn WHERE events NOT NULL"):
        told += _broken_turn(row, data)
    return told


def _broken_turn(row: int, data: bytes) -> list[str]:
    try:
        unpacked(data, 0.0)
    except ValueError as error:
        return [f"Turn {row} can't be read, as {error}."]
    return []

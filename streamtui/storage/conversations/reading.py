"""What is in the store: lists, what is looked for, and whole conversations."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

from streamtui.core.chat.events import StreamEvent
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.store import ConversationRow, KeptConversation
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.recovery import pieces_of
from streamtui.storage.conversations.turn_rows import unpacked

_ROWS = """
SELECT c.id, c.title, c.began, c.changed, c.pinned,
       coalesce((SELECT model FROM turn WHERE conversation = c.id AND model != '' ORDER BY id DESC LIMIT 1), ''),
       coalesce((SELECT sum(messages) FROM turn WHERE conversation = c.id), 0),
       coalesce((SELECT sum(prompt_tokens + completion_tokens) FROM turn WHERE conversation = c.id), 0),
       (SELECT sum(cost_usd) FROM turn WHERE conversation = c.id),
       coalesce((SELECT fault FROM turn WHERE id = c.head), '') = 'cut'
FROM conversation c WHERE c.deleted IS NULL
"""
_NEWEST = " ORDER BY c.pinned DESC, c.changed DESC, c.id DESC LIMIT ? OFFSET ?"
_PATH = """
WITH RECURSIVE path (id, parent, began, events, writer, depth) AS (
    SELECT id, parent, began, events, writer, 0 FROM turn WHERE id = ?
    UNION ALL
    SELECT turn.id, turn.parent, turn.began, turn.events, turn.writer, depth + 1
    FROM turn JOIN path ON turn.id = path.parent
)
SELECT id, began, events FROM path ORDER BY depth DESC
"""
_LIKE = "LIKE ? ESCAPE '\\'"
_BY_WORDS = f"SELECT rowid FROM words WHERE prompt {_LIKE} UNION SELECT rowid FROM words WHERE answer {_LIKE}"  # noqa: S608
_BY_ROWS = _BY_WORDS.replace("SELECT rowid FROM words", "SELECT id FROM turn")
_AROUND = 40
_SHORTEST = 3
"""Characters below which trigrams find nothing, and every row is looked at."""


def listed(database: Database, limit: int = 100, offset: int = 0) -> list[ConversationRow]:
    """The newest first, pinned ones before them."""
    rows = database.connection.execute(_ROWS + _NEWEST, (limit, offset))
    return [_row(row) for row in rows]


def search(database: Database, words: str, limit: int = 100) -> list[ConversationRow]:
    """Those in which each of the words stands, in a prompt or a reply, whatever their case; the newest first.

    What is typed is looked for as it is: no character means anything.
    """
    parts = words.split()
    if not parts:
        return listed(database, limit)
    patterns = [f"%{_literal(part)}%" for part in parts for _ in range(2)]
    each = (_BY_ROWS if len(part) < _SHORTEST else _BY_WORDS for part in parts)
    turns = " INTERSECT ".join(f"SELECT * FROM ({turns})" for turns in each)  # noqa: S608 (all is ours)
    found = f" AND c.id IN (SELECT conversation FROM turn WHERE id IN ({turns}))"  # noqa: S608
    rows = database.connection.execute(_ROWS + found + _NEWEST, (*patterns, limit, 0)).fetchall()
    return [_row(row, _found(database, turns, patterns, row[0], parts)) for row in rows]


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
    title, head = database.connection.execute(
        "SELECT title, head FROM conversation WHERE id = ?", (conversation,)
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
    return KeptConversation(conversation, title, head, events)


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


def _row(row: Sequence[Any], found: str = "") -> ConversationRow:
    identity, title, began, changed, pinned, model, messages, tokens, cost_usd, cut = row
    return ConversationRow(
        identity, title, began, changed, model, messages, tokens, cost_usd, bool(pinned), bool(cut), found
    )


def _literal(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _found(database: Database, turns: str, patterns: Sequence[str], conversation: str, parts: Sequence[str]) -> str:
    """The line around the first place where it stands."""
    row = database.connection.execute(
        f"SELECT prompt, answer FROM turn WHERE conversation = ? AND id IN ({turns}) LIMIT 1",  # noqa: S608
        (conversation, *patterns),
    ).fetchone()
    for text in row or ():
        place = text.casefold().find(parts[0].casefold())
        if place >= 0:
            start, end = max(0, place - _AROUND), place + len(parts[0]) + _AROUND
            before, after = "…" if start else "", "…" if end < len(text) else ""
            return before + " ".join(text[start:end].split()) + after
    return ""

"""What is in the store: lists, what is looked for, and whole conversations."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from streamtui.core.chat.events import StreamEvent
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.store import ConversationRow, KeptConversation
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.recovery import pieces_of
from streamtui.storage.conversations.turn_rows import unpacked, unpacked_lines

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
_ALL = "SELECT conversation, prompt, answer FROM turn ORDER BY id DESC"
_BY_WORDS = """
SELECT turn.conversation, turn.prompt, turn.answer FROM words JOIN turn ON turn.id = words.rowid
WHERE words MATCH ? ORDER BY words.rowid DESC
"""
_BEFORE, _AFTER = 16, 60
"""Characters that are shown around what was found: it is to be seen, also where there is little room."""
_LEAST = 3
"""Characters below which trigrams find nothing, and every row may be looked at."""


def listed(database: Database, limit: int = 100, offset: int = 0) -> list[ConversationRow]:
    """The newest first, pinned ones before them."""
    rows = database.connection.execute(_ROWS + _NEWEST, (limit, offset))
    return [_row(row) for row in rows]


def search(database: Database, words: str, limit: int = 100) -> list[ConversationRow]:
    """Those in which all of the words stand together, in a turn's prompt or reply; the newest first.

    What is typed is looked for as it is, in any case: no character means anything. No more is read than is found.
    """
    parts = words.casefold().split()
    if not parts:
        return listed(database, limit)
    found: dict[str, str] = {}
    for conversation, prompt, answer in _candidates(database, words.split()):
        if conversation not in found and (where := _where(parts, prompt, answer)) is not None:
            found[conversation] = where
            if len(found) == limit:
                break
    marks = ", ".join("?" * len(found))
    rows = database.connection.execute(f"{_ROWS} AND c.id IN ({marks}) {_NEWEST}", (*found, limit, 0))
    return [_row(row, found[row[0]]) for row in rows]


def _candidates(database: Database, parts: Sequence[str]) -> sqlite3.Cursor:
    """The turns in which may stand what is looked for, the newest first, as they are taken."""
    trigrams = {part[at : at + _LEAST] for part in parts for at in range(len(part) - _LEAST + 1)}
    if not trigrams:
        return database.connection.execute(_ALL)
    query = " ".join('"{}"'.format(trigram.replace('"', '""')) for trigram in sorted(trigrams))
    return database.connection.execute(_BY_WORDS, (query,))


def _where(parts: Sequence[str], *texts: str) -> str | None:
    """What stands around the first of the words, where all of them are in the texts."""
    folded = [text.casefold() for text in texts]
    if not all(any(part in text for text in folded) for part in parts):
        return None
    text, place = next((text, text.casefold().find(parts[0])) for text in texts if parts[0] in text.casefold())
    start, end = max(0, place - _BEFORE), place + len(parts[0]) + _AFTER
    start = text.find(" ", start, place) + 1 if start and " " in text[start:place] else start
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return before + " ".join(text[start:end].split()) + after


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


def _row(row: Sequence[Any], found: str = "") -> ConversationRow:
    identity, title, began, changed, pinned, model, messages, tokens, cost_usd, cut = row
    return ConversationRow(
        identity, title, began, changed, model, messages, tokens, cost_usd, bool(pinned), bool(cut), found
    )

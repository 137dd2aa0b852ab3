"""Conversations that were exported, back into a store: the same ones, each once."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from streamtui.core.chat.codec import decode
from streamtui.core.chat.events import ReplyKept, StreamEvent
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.json_text.values import amount, integer, mappings, text
from streamtui.core.text.surrogates import join_surrogates
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.turn_rows import finish_turn

_LAST = 253_402_214_400.0
"""The last day that a calendar has, in seconds of the epoch."""


def take_in(database: Database, exported: Mapping[str, Any]) -> bool:
    """Keep one of them; False where it is here already. Raises ConfigurationError where it can't have been."""
    identity = text(exported["id"])
    turns = [(_key(turn.get("id")), turn, _events(identity, turn)) for turn in mappings(exported.get("tree"))]
    with database.transaction() as connection:
        if connection.execute("SELECT 1 FROM conversation WHERE id = ?", (identity,)).fetchone():
            return False
        began, changed = (_instant(exported.get(name)) or time.time() for name in ("began", "changed"))
        connection.execute(
            "INSERT INTO conversation (id, began, changed, title) VALUES (?, ?, ?, ?)",
            (identity, began, changed, join_surrogates(text(exported.get("title")))),
        )
        rows: dict[str, int] = {}
        for key, turn, events in turns:
            row = connection.execute(
                "INSERT INTO turn (conversation, key, parent, began) VALUES (?, ?, ?, ?)",
                (identity, key, rows.get(_key(turn.get("parent"))), _instant(turn.get("began")) or began),
            )
            assert row.lastrowid is not None
            rows[key] = row.lastrowid
            finish_turn(connection, row.lastrowid, events, 0.0)
        last = rows.get(_key(exported.get("head"))) or max(rows.values(), default=None)
        connection.execute("UPDATE conversation SET head = ? WHERE id = ?", (last, identity))
    return True


def _key(value: object) -> str:
    """Of a turn; numbers are those of the first version."""
    number = integer(value)
    return text(value) if number is None else str(number)


def _instant(value: object) -> float | None:
    at = amount(value)
    return at if at is None else min(at, _LAST)


def _events(identity: str, turn: dict[str, Any]) -> list[StreamEvent]:
    try:
        events = [decode(json.dumps(event).encode()) for event in mappings(turn.get("events"))]
    except ValueError as error:
        raise ConfigurationError(f"The conversation {identity[:8]} can't be imported: {error}.") from error
    if not all(event.reply.sane for event in events if isinstance(event, ReplyKept)):
        raise ConfigurationError(f"The conversation {identity[:8]} can't be imported: a reply in it can't have been.")
    return events

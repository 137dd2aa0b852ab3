"""Conversations that were exported as JSON, back into a store: the same ones, each once."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamtui.core.chat.codec import decode
from streamtui.core.chat.events import ReplyKept, StreamEvent
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.json_text.values import amount, integer, mapping, mappings, text
from streamtui.core.ports.store import CONVERSATION_SCHEMA
from streamtui.files.judged import open_to_read
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.turn_rows import finish_turn

_LARGEST = 1 << 30
_ID = re.compile(r"[0-9A-Za-z_-]{4,64}")


def conversations_in(path: Path) -> Iterator[dict[str, Any]]:
    """The exported conversations in a file: one, a list of them, or one a line.

    Raises ConfigurationError where it holds something else; OSError.
    """
    with os.fdopen(open_to_read(path), "rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ConfigurationError(f"{path} is larger than {_LARGEST >> 20} MB: export fewer conversations in one file.")
    try:
        try:
            found = json.loads(data)
        except ValueError:
            found = [json.loads(line) for line in data.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path} is no export of conversations: it is not JSON.") from error
    for number, each in enumerate(found if isinstance(found, list) else [found], 1):
        exported = mapping(each)
        if exported.get("schema") != CONVERSATION_SCHEMA or not _ID.fullmatch(text(exported.get("id"))):
            raise ConfigurationError(
                f"{path} can't be imported: its conversation {number} is none that `history export` has written as "
                "json or jsonl."
            )
        yield dict(exported)


def take_in(database: Database, exported: dict[str, Any]) -> bool:
    """Keep one of them; False where it is here already. Raises ConfigurationError where it can't have been."""
    identity = text(exported["id"])
    turns = [(_key(turn.get("id")), turn, _events(identity, turn)) for turn in mappings(exported.get("tree"))]
    with database.transaction() as connection:
        if connection.execute("SELECT 1 FROM conversation WHERE id = ?", (identity,)).fetchone():
            return False
        began, changed = (amount(exported.get(name)) or time.time() for name in ("began", "changed"))
        connection.execute(
            "INSERT INTO conversation (id, began, changed, title) VALUES (?, ?, ?, ?)",
            (identity, began, changed, text(exported.get("title"))),
        )
        rows: dict[str, int] = {}
        for key, turn, events in turns:
            row = connection.execute(
                "INSERT INTO turn (conversation, key, parent, began) VALUES (?, ?, ?, ?)",
                (identity, key, rows.get(_key(turn.get("parent"))), amount(turn.get("began")) or began),
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


def _events(identity: str, turn: dict[str, Any]) -> list[StreamEvent]:
    try:
        events = [decode(json.dumps(event).encode()) for event in mappings(turn.get("events"))]
    except ValueError as error:
        raise ConfigurationError(f"The conversation {identity[:8]} can't be imported: {error}.") from error
    if not all(event.reply.sane for event in events if isinstance(event, ReplyKept)):
        raise ConfigurationError(f"The conversation {identity[:8]} can't be imported: a reply in it can't have been.")
    return events

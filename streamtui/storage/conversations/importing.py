"""Conversations that were exported, back into a store: the same ones, each once."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from streamtui.core.chat.codec import decode
from streamtui.core.chat.events import ReplyKept, StreamEvent
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.json_text.values import amount, integer, mapping, mappings, text
from streamtui.core.text.instants import LAST
from streamtui.core.text.secrets import Secrets
from streamtui.core.text.surrogates import join_surrogates
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.titles import one_title
from streamtui.storage.conversations.turn_rows import begin_turn, finish_turn

Taken = Literal["added", "grown", "known"]
_DEEP = "it is nested too deep"


def take_in(database: Database, exported: Mapping[str, Any], secrets: Secrets, *, spent: bool = True) -> Taken:
    """Keep one of them: it is new, or has turns that are new, or all of it is here already.

    `spent`: its replies were asked for by who imports it, and count in what was spent. The `secrets` are hidden in it.
    One that was discarded is back. Raises ConfigurationError where it can't have been.
    """
    try:
        exported = secrets.hide_in(exported)
    except RecursionError as error:
        raise _refusal(text(exported["id"]), _DEEP) from error
    identity = text(exported["id"])
    if "tree" not in exported:
        raise _refusal(identity, "its turns (`tree`) are missing")
    tree = mapping(exported.get("tree")) or {**exported, "turns": exported.get("tree")}  # as once it was
    turns = [_turn(identity, number, turn) for number, turn in enumerate(mappings(tree.get("turns")))]
    began, changed = (_instant(tree.get(name)) or time.time() for name in ("began", "changed"))
    with database.transaction() as connection:
        rows: dict[str, int] = dict(
            connection.execute("SELECT key, id FROM turn WHERE conversation = ?", (identity,)).fetchall()
        )
        here = connection.execute("SELECT head FROM conversation WHERE id = ?", (identity,)).fetchone()
        back = connection.execute(
            "UPDATE conversation SET deleted = NULL WHERE id = ? AND deleted IS NOT NULL", (identity,)
        ).rowcount
        if here is not None and not _grows(turns, rows):
            return "added" if back else "known"
        if here is None:
            connection.execute(
                "INSERT INTO conversation (id, began, changed, title, pinned) VALUES (?, ?, ?, ?, ?)",
                (identity, began, changed, one_title(text(exported.get("title"))), tree.get("pinned") is True),
            )
        for turn in turns:
            if turn.key not in rows:
                parent = rows.get(turn.parent)
                row = rows[turn.key] = begin_turn(connection, identity, turn.key, parent, turn.began or began)
                finish_turn(connection, row, turn.events, 0.0, spent=spent)
        head = _key(tree.get("head"))
        if here is None:
            last = rows.get(head) or max(rows.values(), default=None)
            connection.execute("UPDATE conversation SET head = ? WHERE id = ?", (last, identity))
            return "added"
        if here[0] in {rows[key] for key in _above(head, turns)}:  # it only went on
            connection.execute("UPDATE conversation SET head = ? WHERE id = ?", (rows[head], identity))
        connection.execute("UPDATE conversation SET changed = max(changed, ?) WHERE id = ?", (changed, identity))
    return "added" if back else "grown"


class _Turn(NamedTuple):
    key: str
    parent: str
    began: float | None
    events: list[StreamEvent]


def _turn(identity: str, number: int, turn: dict[str, Any]) -> _Turn:
    key, parent = _key(turn.get("id")), _key(turn.get("parent"))
    return _Turn(key or f"turn-{number}", parent, _instant(turn.get("began")), _events(identity, turn))


def _grows(turns: Sequence[_Turn], rows: Mapping[str, int]) -> bool:
    """Some are here and others are not; numbers, of the first version, say nothing of that."""
    here = sum(turn.key in rows for turn in turns)
    return 0 < here < len(turns) and not any(turn.key.isdigit() for turn in turns)


def _above(head: str, turns: Sequence[_Turn]) -> Iterator[str]:
    """The turns of a path, from its last one up; each comes after the one that it follows."""
    for turn in reversed(turns):
        if turn.key == head:
            yield head
            head = turn.parent


def _key(value: object) -> str:
    """Of a turn; numbers are those of the first version."""
    number = integer(value)
    return join_surrogates(text(value)) if number is None else str(number)


def _instant(value: object) -> float | None:
    at = amount(value)
    return at if at is None else min(at, LAST)


def _events(identity: str, turn: dict[str, Any]) -> list[StreamEvent]:
    try:
        events = [decode(json.dumps(event).encode()) for event in mappings(turn.get("events"))]
    except ValueError as error:
        raise _refusal(identity, str(error)) from error
    except RecursionError as error:
        raise _refusal(identity, _DEEP) from error
    if not all(event.reply.sane for event in events if isinstance(event, ReplyKept)):
        raise _refusal(identity, "a reply in it can't have been")
    return events


def _refusal(identity: str, why: str) -> ConfigurationError:
    return ConfigurationError(f"The conversation {identity[:8]} can't be imported: {why}.")

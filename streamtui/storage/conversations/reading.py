"""What is in the store: whole conversations, by how their ids begin, and what is wrong with any."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.tree import Turn, named
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.faults.program_ends import STILL_COMES
from streamtui.core.ports.store import KeptConversation
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.packing import unpacked_lines
from streamtui.storage.conversations.recovery import ended, pieces_of
from streamtui.storage.conversations.turn_rows import ITSELF, unpacked

_TREE = "SELECT id, key, parent, asks FROM turn WHERE conversation = ? ORDER BY id"
_EVENTS = "SELECT id, key, began, events, prompt || answer FROM turn WHERE id IN (SELECT value FROM json_each(?))"


def resolve(database: Database, prefix: str) -> str:
    """The whole id that begins so; of one that was discarded it is to be given whole.

    Raises ConfigurationError where none does, or several.
    """
    rows = database.connection.execute(
        "SELECT id FROM conversation WHERE (deleted IS NULL AND substr(id, 1, ?) = ?) OR id = ? LIMIT 2",
        (len(prefix), prefix, prefix),
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


def load(
    database: Database, conversation: str, now: float, at: int | None = None, newest: int | None = None
) -> KeptConversation:
    """Its turns, with events those of the path that was shown last; of one with the turn of the row `at`, if any.

    `now` is this instant by the clock of this run. `newest`: of that path so many turns at its end, and that one, have
    their events. Raises ConfigurationError where what is kept of it is broken.
    """
    run = database.connection.execute
    title, head, first, last, pinned = run(
        "SELECT title, head, began, changed, pinned FROM conversation WHERE id = ?", (conversation,)
    ).fetchone()
    ago = now - time.time()
    tree = run(_TREE, (conversation,)).fetchall()
    parents = {row: parent for row, _, parent, _ in tree}
    head = _end_of(parents, head if at not in parents or at in _path(parents, head) else at)
    wanted = _path(parents, head, at, newest)
    events = {
        row: _events(database, conversation, row, key, data, beside, round(began + ago, 6))
        for row, key, began, data, beside in run(_EVENTS, (json.dumps(wanted),)).fetchall()
    }
    keys: dict[int | None, str] = {}
    turns: list[Turn] = []
    for row, key, parent, asks in tree:
        keys[row] = key
        turn = Turn(key, keys.get(parent, ""), key if asks == ITSELF else asks, [] if row in events else None)
        for event in events.get(row, ()):
            turn.take(event)
        turns.append(turn)
    return KeptConversation(conversation, title, turns, keys.get(head, ""), first, last, -ago, bool(pinned))


def _path(
    parents: Mapping[int, int | None], head: int | None, at: int | None = None, newest: int | None = None
) -> list[int]:
    """The rows from the end of a path on: all of them, or so many and up to the one `at`."""
    path: list[int] = []
    seen = at not in parents
    while head in parents and head is not None and (newest is None or len(path) < newest or not seen):
        path.append(head)
        seen |= head == at
        above = parents[head]
        head = above if above is None or above < head else None
    return path


def _end_of(parents: Mapping[int, int | None], head: int | None) -> int | None:
    """The end of the branch that goes on from there, as it grew last: a program may have ended between two steps."""
    youngest = {parent: row for row, parent in parents.items() if parent is None or parent < row}
    while (head in parents or head is None) and head in youngest:
        head = youngest[head]
    return head


def turn_events(database: Database, conversation: str, turns: Sequence[str], now: float) -> list[list[StreamEvent]]:
    """The events of some of its turns, by their keys. Raises ConfigurationError where one is broken or gone."""
    ago, found = now - time.time(), list[list[StreamEvent]]()
    for key in turns:
        row = database.connection.execute(
            "SELECT id, began, events, prompt || answer FROM turn WHERE conversation = ? AND key = ?",
            (conversation, key),
        ).fetchone()
        if row is None:
            raise ConfigurationError(f"That branch of the conversation {conversation[:8]} was deleted meanwhile.")
        number, began, data, beside = row
        found.append(_events(database, conversation, number, key, data, beside, round(began + ago, 6)))
    return found


def _events(
    database: Database, conversation: str, row: int, key: str, data: bytes | None, beside: str, since: float
) -> list[StreamEvent]:
    with _as_it_is_read(conversation):
        whole = ended(pieces_of(database, row, since), STILL_COMES) if data is None else unpacked(data, beside, since)
        return named(whole, key)


@contextmanager
def _as_it_is_read(conversation: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise ConfigurationError(
            f"The conversation {conversation[:8]} can't be read, as {error}: `streamtui history verify` says more."
        ) from error


def with_tree(database: Database, conversation: KeptConversation) -> KeptConversation:
    """The same with all of its turns, as JSON can say them. Raises ConfigurationError where one of them is broken."""
    rows = database.connection.execute(
        "SELECT turn.key, above.key, turn.began, turn.events, turn.prompt || turn.answer "
        "FROM turn LEFT JOIN turn above ON above.id = turn.parent WHERE turn.conversation = ? ORDER BY turn.id",
        (conversation.id,),
    )
    with _as_it_is_read(conversation.id):
        tree = [
            {
                "id": key,
                "parent": parent,
                "began": began,
                "events": [json.loads(line) for line in unpacked_lines(data, beside)],
            }
            for key, parent, began, data, beside in rows
            if data is not None
        ]
    return replace(conversation, tree=tree)


def broken(database: Database) -> list[str]:
    """What is wrong with the file, which is made anew at the next start then, or with a conversation; in sentences."""
    told = [
        f"The file itself: {row[0]}; what can be read is saved at the next start."
        for row in database.connection.execute("PRAGMA integrity_check")
        if row[0] != "ok"
    ]
    if told:
        database.remember_broken()
    lost = database.connection.execute(
        "SELECT turn.id FROM turn LEFT JOIN turn above ON above.id = turn.parent "
        "WHERE turn.parent NOT NULL AND above.id IS NULL"
    )
    told += [f"Turn {row[0]} follows one that is not there." for row in lost]
    whole = "SELECT id, events, prompt || answer FROM turn WHERE events NOT NULL"
    for row, data, beside in database.connection.execute(whole):
        told += _broken_turn(row, data, beside)
    return told


def _broken_turn(row: int, data: bytes, beside: str) -> list[str]:
    try:
        unpacked(data, beside, 0.0)
    except ValueError as error:
        return [f"Turn {row} can't be read, as {error}."]
    return []

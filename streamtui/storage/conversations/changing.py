"""What a person changes of a conversation as a whole: its title, its place in lists, whether it is there.

One that is discarded is out of all lists for some days, in which it can be brought back; then it is gone for good.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.store import DISCARDED_DAYS
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.titles import one_title

_GONE = "That conversation was deleted for good meanwhile."


def title_of(database: Database, identity: str) -> str:
    """Its title; nothing where there is no such conversation."""
    row = database.connection.execute("SELECT title FROM conversation WHERE id = ?", (identity,)).fetchone()
    return "" if row is None else str(row[0])


def retitle(database: Database, identity: str, title: str) -> None:
    """Call it otherwise. Raises ConfigurationError where that says nothing, or nothing is kept of it yet."""
    if not (words := one_title(title)):
        raise ConfigurationError("A title must have a letter at least.")
    with database.transaction() as connection:
        done = connection.execute("UPDATE conversation SET title = ? WHERE id = ?", (words, identity))
    if not done.rowcount:
        raise ConfigurationError("A conversation can be given a title once something was said in it.")


def pin(database: Database, identity: str, *, pinned: bool) -> None:
    """Have it stand before all that are not pinned, or no longer. Raises ConfigurationError where it is gone."""
    with database.transaction() as connection:
        done = connection.execute("UPDATE conversation SET pinned = ? WHERE id = ?", (int(pinned), identity))
    if not done.rowcount:
        raise ConfigurationError(_GONE)


def discard(database: Database, identity: str, *, discarded: bool) -> None:
    """Have it in no list any more, or again; where it is so already, nothing is written.

    Raises ConfigurationError where it is gone.
    """
    listed = "SELECT deleted IS NULL FROM conversation WHERE id = ?"
    if (row := database.connection.execute(listed, (identity,)).fetchone()) is None:
        raise ConfigurationError(_GONE)
    if row[0] == discarded:
        with database.transaction() as connection:
            when = time.time() if discarded else None
            connection.execute("UPDATE conversation SET deleted = ? WHERE id = ?", (when, identity))


def delete(database: Database, identity: str) -> str:
    """Delete it for good; returns its title."""
    title = title_of(database, identity)
    with database.transaction() as connection:
        connection.execute("DELETE FROM conversation WHERE id = ?", (identity,))
    return title


def delete_discarded(database: Database) -> Sequence[str]:
    """Delete for good what was discarded so long ago that nobody wants it back; tells which."""
    before = time.time() - DISCARDED_DAYS * 86_400
    old = "SELECT id FROM conversation WHERE deleted < ?"
    if not (gone := [identity for (identity,) in database.connection.execute(old, (before,))]):
        return gone
    with database.transaction() as connection:
        connection.executemany("DELETE FROM conversation WHERE id = ?", [(identity,) for identity in gone])
    return gone

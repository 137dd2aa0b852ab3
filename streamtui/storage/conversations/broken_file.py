"""A file that SQLite can't read: it is put aside as it is, and what can be read of it goes into a new one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from streamtui.core.faults.faults import DiskError
from streamtui.files.judged import open_own
from streamtui.files.whole import copy_file, put_in_place, remove_file
from streamtui.storage.conversations.database import BROKEN, NAME, Database, is_broken, reason
from streamtui.storage.conversations.schema import prepare

_BESIDE = ("", "-wal", "-shm")
_TABLES = ("conversation", "turn", "piece")
_NUMBERS = (
    "SELECT max(id) FROM turn",
    "SELECT max(head) FROM conversation",
    "SELECT max(rowid) FROM conversation",
    "SELECT max(id) FROM words_docsize",
)
_MOST_ROWS = 10_000_000
_MENDED = (
    "DELETE FROM conversation WHERE id NOT IN (SELECT conversation FROM turn)",
    "INSERT INTO conversation (id, began, changed, title) SELECT conversation, min(began), max(began), min(prompt) "
    "FROM turn WHERE conversation NOT IN (SELECT id FROM conversation) GROUP BY conversation",
    "UPDATE turn SET parent = (SELECT max(above.id) FROM turn above WHERE above.conversation = turn.conversation "
    "AND above.id < turn.id) WHERE parent NOT NULL AND parent NOT IN (SELECT id FROM turn)",
    "UPDATE conversation SET head = (SELECT max(id) FROM turn WHERE conversation = conversation.id) "
    "WHERE head IS NULL OR head NOT IN (SELECT id FROM turn)",
)
"""What was read of a conversation is one again: what is lost between its turns is left out."""


def opened(folder: Path) -> Database:
    """The store in the folder, made anew where it was found broken. Raises DiskError."""
    try:
        if not (folder / BROKEN).exists():
            try:
                return Database(folder)
            except sqlite3.DatabaseError as error:
                if not is_broken(error):
                    raise
        return _rebuilt(folder)
    except (OSError, sqlite3.Error) as error:
        raise DiskError(f"The conversations in {str(folder)[:400]} can't be used: {reason(error)}.") from error


def _rebuilt(folder: Path) -> Database:
    """With what could be read; its remark says where the broken file lies."""
    path = folder / NAME
    aside = _put_aside(path)
    half = path.with_name(f"{NAME}.half")
    remove_file(half)
    found = _copied(aside, half)
    for end in _BESIDE[1:]:
        remove_file(path.with_name(path.name + end))
    put_in_place(half, path)
    remove_file(folder / BROKEN)
    database = Database(folder)
    kept = f"{found} conversations were" if found != 1 else "one conversation was"
    database.mended = f"The file of conversations was broken, and lies at {aside} now: {kept} read out of it."
    return database


def _put_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    for end in _BESIDE:
        if (source := path.with_name(path.name + end)).exists():
            copy_file(source, aside.with_name(aside.name + end))
    return aside


def _copied(source: Path, target: Path) -> int:
    """Put the rows that can be read into a new file; returns how many conversations these are."""
    os.close(open_own(target))
    new = sqlite3.connect(target, isolation_level=None)
    try:
        new.execute("BEGIN")
        prepare(new, str(target))
        with suppress(sqlite3.Error):
            old = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
            for table in _TABLES:
                for row in _readable(old, table):
                    with suppress(sqlite3.IntegrityError):
                        marks = ", ".join("?" * len(row))
                        new.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 (names are ours)
            old.close()
        for statement in _MENDED:
            new.execute(statement)
        new.execute("COMMIT")
        return int(new.execute("SELECT count(*) FROM conversation").fetchone()[0])
    finally:
        new.close()


def _readable(old: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    """The rows, as far as they can be read: one by one, as a scan ends at the first that can't."""
    if table == "piece":
        with suppress(sqlite3.Error):
            yield from old.execute("SELECT * FROM piece")
        return
    for row in range(1, _last(old) + 1):
        with suppress(sqlite3.Error):
            yield from old.execute(f"SELECT * FROM {table} WHERE rowid = ?", (row,)).fetchall()  # noqa: S608


def _last(old: sqlite3.Connection) -> int:
    """No row has a larger number, as far as anything tells."""
    last = 0
    for query in _NUMBERS:
        with suppress(sqlite3.Error):
            last = max(last, old.execute(query).fetchone()[0] or 0)
    return min(last, _MOST_ROWS)

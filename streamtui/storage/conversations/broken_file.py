"""A file that SQLite can't read: it is put aside as it is, and what can be read of it goes into a new one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from streamtui.core.faults.faults import DiskError
from streamtui.files.judged import open_own
from streamtui.files.locks import lock_at
from streamtui.files.whole import copy_file, put_in_place, remove_file
from streamtui.storage.conversations.database import (
    BROKEN,
    LOCK,
    NAME,
    PATIENCE_S,
    Database,
    is_broken,
    reason,
)
from streamtui.storage.conversations.header import make_readable
from streamtui.storage.conversations.listing_tables import SUMMED
from streamtui.storage.conversations.schema import prepare
from streamtui.storage.conversations.turn_rows import unpacked

_BESIDE = ("", "-wal", "-shm")
_TABLES = ("conversation", "turn", "piece", "reply")
_BY_NUMBER = ("conversation", "turn")
_NUMBERS = (
    "SELECT max(id) FROM turn",
    "SELECT max(head) FROM conversation",
    "SELECT max(rowid) FROM conversation",
    "SELECT max(id) FROM words_docsize",
)
_MOST_ROWS, _ROWS_A_PAGE = 10_000_000, 64
_MENDED = (
    "UPDATE turn SET key = CAST(id AS TEXT), asks = CASE WHEN prompt = '' THEN '' ELSE '=' END WHERE key = ''",
    "DELETE FROM conversation WHERE id NOT IN (SELECT conversation FROM turn)",
    "INSERT INTO conversation (id, began, changed, title) SELECT conversation, min(began), max(began), min(prompt) "
    "FROM turn WHERE conversation NOT IN (SELECT id FROM conversation) GROUP BY conversation",
    "UPDATE turn SET parent = (SELECT max(above.id) FROM turn above WHERE above.conversation = turn.conversation "
    "AND above.id < turn.id) WHERE parent NOT NULL AND parent NOT IN (SELECT id FROM turn)",
    "UPDATE conversation SET head = (SELECT max(id) FROM turn WHERE conversation = conversation.id) "
    "WHERE head IS NULL OR head NOT IN (SELECT id FROM turn)",
    SUMMED,
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
        with lock_at(folder / LOCK).acquire(timeout=PATIENCE_S):
            aside, found = _rebuilt(folder / NAME)
            remove_file(folder / BROKEN)
        database = Database(folder)
        kept = f"{found} conversations were" if found != 1 else "one conversation was"
        database.mended = f"The file of conversations was broken, and lies at {aside} now: {kept} read out of it."
        return database
    except (OSError, sqlite3.Error) as error:
        raise DiskError(f"The conversations in {str(folder)[:400]} can't be used: {reason(error, folder)}.") from error


def _rebuilt(path: Path) -> tuple[Path, int]:
    """Where the broken file lies then, and how many conversations are in the new one."""
    aside = _put_aside(path)
    half, whole = path.with_name(f"{NAME}.half"), path.with_name(f"{NAME}.whole")
    remove_file(half)
    try:
        for end in _BESIDE:
            remove_file(whole.with_name(whole.name + end))
            if (source := aside.with_name(aside.name + end)).exists():
                copy_file(source, whole.with_name(whole.name + end))
        make_readable(whole)
        found = _copied(whole, half)
    finally:
        for end in _BESIDE:
            remove_file(whole.with_name(whole.name + end))
    for end in _BESIDE[1:]:
        remove_file(path.with_name(path.name + end))
    put_in_place(half, path)
    return aside, found


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
            old = sqlite3.connect(source)
            for table in _TABLES:
                _copy_table(old, new, table)
            old.close()
        _drop_unreadable(new)
        for statement in _MENDED:
            new.execute(statement)
        new.execute("COMMIT")
        return int(new.execute("SELECT count(*) FROM conversation").fetchone()[0])
    finally:
        new.close()


def _copy_table(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    """What both versions of the table know of."""
    known = [row[1] for row in new.execute(f"PRAGMA table_info ({table})")]
    with suppress(sqlite3.Error):
        there = {row[1] for row in old.execute(f"PRAGMA table_info ({table})")}
        names = [name for name in known if name in there and name != "counted"]
        columns, marks = ", ".join(names), ", ".join("?" * len(names))
        for row in _readable(old, table, columns):
            with suppress(sqlite3.IntegrityError):
                new.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)  # noqa: S608 (names are ours)


def _readable(old: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[object, ...]]:
    """The rows, as far as they can be read: one by one, as a scan ends at the first that can't."""
    if table not in _BY_NUMBER:
        with suppress(sqlite3.Error):
            yield from old.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
        return
    for row in range(1, _last(old) + 1):
        with suppress(sqlite3.Error):
            yield from old.execute(f"SELECT {columns} FROM {table} WHERE rowid = ?", (row,)).fetchall()  # noqa: S608


def _drop_unreadable(new: sqlite3.Connection) -> None:
    """Turns of which only a part could be read, and not their events."""
    whole = new.execute("SELECT id, events, prompt || answer FROM turn WHERE events NOT NULL")
    for row, data, beside in whole.fetchall():
        if not _can_be_read(data, beside):
            new.execute("DELETE FROM turn WHERE id = ?", (row,))


def _can_be_read(data: bytes, beside: str) -> bool:
    with suppress(ValueError):
        unpacked(data, beside, 0.0)
        return True
    return False


def _last(old: sqlite3.Connection) -> int:
    """No row has a larger number, as far as anything tells; where that can't be read, by the room that there is."""
    found: list[int] = []
    for query in _NUMBERS:
        with suppress(sqlite3.Error):
            found.append(old.execute(query).fetchone()[0] or 0)
    if len(found) < len(_NUMBERS):
        found.append(old.execute("PRAGMA page_count").fetchone()[0] * _ROWS_A_PAGE)
    return min(max(found), _MOST_ROWS)

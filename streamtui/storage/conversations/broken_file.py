"""A file that SQLite can't read: it is put aside as it is, and what can be read of it goes into a new one."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import UnionType

from streamtui.core.faults.faults import DiskError
from streamtui.files.judged import open_own, open_to_read
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
from streamtui.storage.conversations.journal import add_journal, makes_tables
from streamtui.storage.conversations.listing_tables import SUMMED
from streamtui.storage.conversations.pages import PAGE, Pages, Value
from streamtui.storage.conversations.schema import prepare
from streamtui.storage.conversations.streams import are_there, set_aside
from streamtui.storage.conversations.turn_rows import unpacked

_NEW_S = 60.0
_BESIDE = ("", "-wal", "-shm")
_TABLES = ("conversation", "turn", "piece", "reply")
_HOLD: Mapping[str, type | UnionType] = {"TEXT": str, "INTEGER": int, "REAL": int | float, "BLOB": bytes}
"""What stands in columns, by their kinds."""
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
        if not (folder / BROKEN).exists() and not _is_lost(folder / NAME):
            empty = _is_empty(folder / NAME)
            try:
                database = Database(folder)
                database.mended = f"The file of conversations in {folder} was empty: a new one begins." if empty else ""
                return database
            except sqlite3.DatabaseError as error:
                if not is_broken(error):
                    raise
        with lock_at(folder / LOCK).acquire(timeout=PATIENCE_S):
            aside, found = _rebuilt(folder / NAME)
            remove_file(folder / BROKEN)
        database = Database(folder)
        with suppress(OSError):
            set_aside(folder, aside.with_name(f"{aside.name}-streams"), database.connection)
        kept = f"{found} conversations were" if found != 1 else "one conversation was"
        database.mended = f"The file of conversations was broken, and lies at {aside} now: {kept} read out of it."
        return database
    except (OSError, sqlite3.Error) as error:
        raise DiskError(f"The conversations in {str(folder)[:400]} can't be used: {reason(error, folder)}.") from error


def _is_lost(path: Path) -> bool:
    """It is empty and was not: nothing is left of it but its journal, which SQLite would throw away, or streams.

    Or it has no tables, which stood in a journal that was cut off, and streams are left.
    """
    if not path.is_file() or (size := path.stat().st_size) > PAGE:
        return False
    journal = path.with_name(f"{path.name}-wal")
    if not size:
        return (journal.is_file() and journal.stat().st_size > 0) or are_there(path.parent)
    # the journal first: what another program takes out of it meanwhile is in the file by then
    return are_there(path.parent) and not makes_tables(_read(journal)) and path.stat().st_size <= PAGE


def _is_empty(path: Path) -> bool:
    """As a full disk can leave it; a program may be about to fill one that was made just now."""
    found = path.stat() if path.exists() else None
    return found is not None and not found.st_size and time.time() - found.st_mtime > _NEW_S


def _rebuilt(path: Path) -> tuple[Path, int]:
    """Where the broken file lies then, and how many conversations are in the new one."""
    aside = _put_aside(path)
    half = path.with_name(f"{NAME}.half")
    remove_file(half)
    pages = bytearray(_read(aside))
    add_journal(pages, _read(aside.with_name(f"{aside.name}-wal")))
    found = _copied(pages, half)
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


def _read(path: Path) -> bytes:
    """All of a file; nothing where there is none."""
    if not path.exists():
        return b""
    with os.fdopen(open_to_read(path), "rb") as file:
        return file.read()


def _copied(pages: bytearray, target: Path) -> int:
    """Put the rows that can be read into a new file; returns how many conversations these are."""
    os.close(open_own(target))
    with closing(sqlite3.connect(target, isolation_level=None)) as new:
        new.execute("BEGIN")
        prepare(new, str(target))
        _copy_rows(pages, new)
        _drop_unreadable(new)
        for statement in _MENDED:
            new.execute(statement)
        new.execute("COMMIT")
        return int(new.execute("SELECT count(*) FROM conversation").fetchone()[0])


def _copy_rows(pages: bytearray, new: sqlite3.Connection) -> None:
    tables = [_Table.of(new, name) for name in _TABLES]
    for number, values in Pages(pages).rows():
        for table in tables:
            if table.may_have(values):
                with suppress(sqlite3.IntegrityError, OverflowError):
                    table.put(new, number, values)


@dataclass(frozen=True, slots=True)
class _Table:
    """What tells a row of it from those of others: pages don't say whose they are."""

    name: str
    columns: Sequence[str]
    kinds: Sequence[str]
    least: int
    """So many columns it had from the beginning; of an older version's rows the last ones are missing."""
    number: int | None
    """The column that is the row's number, and holds nothing itself."""

    @classmethod
    def of(cls, connection: sqlite3.Connection, name: str) -> _Table:
        """The one of that name."""
        columns = connection.execute(f"PRAGMA table_info ({name})").fetchall()
        needed = [place for place, _, _, filled, default, _ in columns if filled and default is None]
        number = [place for place, _, kind, filled, _, key in columns if kind == "INTEGER" and key and not filled]
        return cls(
            name,
            [column[1] for column in columns],
            [column[2] for column in columns],
            max(needed) + 1,
            next(iter(number), None),
        )

    def may_have(self, values: Sequence[Value]) -> bool:
        """They are of the kinds that its columns hold."""
        return self.least <= len(values) <= len(self.columns) and all(
            value is None or isinstance(value, _HOLD[kind]) for kind, value in zip(self.kinds, values, strict=False)
        )

    def put(self, connection: sqlite3.Connection, number: int | None, values: list[Value]) -> None:
        """Raises sqlite3.IntegrityError where they can't be its, or are there, and OverflowError."""
        given = dict(zip(self.columns, values, strict=False))
        if self.number is not None:
            given[self.columns[self.number]] = number
        given.pop("counted", None)
        columns, marks = ", ".join(given), ", ".join("?" * len(given))
        connection.execute(f"INSERT INTO {self.name} ({columns}) VALUES ({marks})", [*given.values()])  # noqa: S608


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

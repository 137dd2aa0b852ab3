"""The store as it lies there, looked at without a change to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from streamtui.core.faults.faults import DiskError
from streamtui.storage.conversations.database import NAME, reason
from streamtui.storage.conversations.schema import version_of
from streamtui.storage.conversations.sealed import read_only


class StoreLook(NamedTuple):
    """What is known of it."""

    conversations: int
    size: int
    """Bytes, with the journal beside it."""
    version: int
    journal: str
    problem: str
    """What SQLite finds wrong in the file; nothing where it is whole."""


def newest_kept(folder: Path, most: int) -> list[tuple[str, str]]:
    """Ids and titles of those that changed last; none where nothing can be read."""
    try:
        connection = read_only(folder / NAME)
        if connection is None:
            return []
        with closing(connection):
            newest = "SELECT id, title FROM conversation WHERE deleted IS NULL ORDER BY changed DESC LIMIT ?"
            return connection.execute(newest, (most,)).fetchall()
    except (OSError, sqlite3.DatabaseError, DiskError):
        return []


def look_at(folder: Path) -> StoreLook | None:
    """`None` where there is no store, or one in which nothing is yet. Raises DiskError where it can't be read."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        connection = read_only(path)
        if connection is None:
            return None
        with closing(connection):
            run = connection.execute
            (conversations,) = run("SELECT count(*) FROM conversation WHERE deleted IS NULL").fetchone()
            (journal,) = run("PRAGMA journal_mode").fetchone()
            (found,) = run("PRAGMA quick_check(1)").fetchone()
            version = version_of(connection)
    except (OSError, sqlite3.DatabaseError) as error:
        raise DiskError(f"The conversations in {folder} can't be read: {reason(error, folder)}.") from error
    size = sum(part.stat().st_size for part in (path, path.with_name(f"{NAME}-wal")) if part.exists())
    return StoreLook(conversations, size, version, journal, "" if found == "ok" else str(found))

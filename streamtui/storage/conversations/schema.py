"""The tables of the store, and how those of older versions become them.

A turn is the events from the end of the one before it to its own end; only its parent is stored. While it goes on its
events are pieces, which come at most a moment behind the screen; then they are one text, with what is looked for and
counted beside it. What a reply took is a row of its own, which stays where the conversation is deleted: it was spent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from streamtui.core.faults.faults import DiskError
from streamtui.storage.conversations.listing_tables import LISTED

APPLICATION_ID = 0x73747569
"""`stui`: by it other programs know whose file it is."""

_FIRST = """
CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    began REAL NOT NULL,
    changed REAL NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    pinned INTEGER NOT NULL DEFAULT 0,
    deleted REAL,
    head INTEGER
);
CREATE INDEX conversation_by_change ON conversation (changed DESC) WHERE deleted IS NULL;
CREATE TABLE turn (
    id INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    parent INTEGER,
    began REAL NOT NULL,
    writer TEXT,
    events BLOB,
    prompt TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    messages INTEGER NOT NULL DEFAULT 0,
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0,
    cost_usd REAL,
    calls INTEGER NOT NULL DEFAULT 0,
    code INTEGER NOT NULL DEFAULT 0,
    fault TEXT NOT NULL DEFAULT ''
);
CREATE INDEX turn_of_conversation ON turn (conversation);
CREATE INDEX turn_unfinished ON turn (writer) WHERE writer IS NOT NULL;
CREATE TABLE piece (
    turn INTEGER NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    events BLOB NOT NULL,
    PRIMARY KEY (turn, number)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
    prompt, answer, content='turn', content_rowid='id', tokenize='trigram', detail='none'
);
CREATE TRIGGER turn_words_end AFTER UPDATE OF prompt, answer ON turn BEGIN
    INSERT INTO words (words, rowid, prompt, answer) VALUES ('delete', old.id, old.prompt, old.answer);
    INSERT INTO words (rowid, prompt, answer) VALUES (new.id, new.prompt, new.answer);
END;
CREATE TRIGGER turn_words_begin AFTER INSERT ON turn BEGIN
    INSERT INTO words (rowid, prompt, answer) VALUES (new.id, new.prompt, new.answer);
END;
CREATE TRIGGER turn_words_gone AFTER DELETE ON turn BEGIN
    INSERT INTO words (words, rowid, prompt, answer) VALUES ('delete', old.id, old.prompt, old.answer);
END;
"""
_SECOND = """
ALTER TABLE turn ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE turn ADD COLUMN asks TEXT NOT NULL DEFAULT '';
UPDATE turn SET key = CAST(id AS TEXT), asks = CASE WHEN prompt = '' THEN '' ELSE '=' END;
CREATE TRIGGER turn_of_first AFTER INSERT ON turn WHEN new.key = '' BEGIN
    UPDATE turn SET key = CAST(id AS TEXT), asks = CASE WHEN prompt = '' THEN '' ELSE '=' END WHERE id = new.id;
END;
ALTER TABLE turn ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX turn_uncounted ON turn (id) WHERE counted = 0 AND events NOT NULL;
CREATE TABLE reply (
    at REAL NOT NULL,
    conversation TEXT NOT NULL,
    model TEXT NOT NULL,
    place TEXT NOT NULL,
    run TEXT NOT NULL,
    prompt_tokens INTEGER,
    completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER,
    reasoning_tokens INTEGER,
    estimated INTEGER NOT NULL,
    cost_usd REAL,
    duration_s REAL,
    ttft_s REAL,
    rate REAL,
    PRIMARY KEY (at, conversation, model, place)
) WITHOUT ROWID;
"""
"""A program of the first version that has the file open meanwhile goes on to write it."""
_THIRD = """
ALTER TABLE conversation ADD COLUMN estimated INTEGER NOT NULL DEFAULT 0;
UPDATE conversation SET estimated = 1 WHERE id IN (SELECT conversation FROM reply WHERE estimated);
"""
"""Whether tokens of it are an estimate: no server has counted them."""
MIGRATIONS: Sequence[str] = (_FIRST, _SECOND + LISTED, _THIRD)
"""What makes each version of the one before it; the first of nothing."""
VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """That of the tables which are there; 0 where there are none."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def require_ours(connection: sqlite3.Connection, name: str) -> None:
    """Raise DiskError where the file, called `name`, is another program's or a newer version's; it stays untouched."""
    version = version_of(connection)
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application not in (0, APPLICATION_ID) or (application == 0 and _has_tables(connection)):
        raise DiskError(
            f"{name} is another program's database, in which no conversation is kept: move it away, or set "
            "STREAMTUI_DATA_DIR to another folder."
        )
    if not 0 <= version <= VERSION:
        raise DiskError(
            f"The conversations in {name} were kept by a newer version of streamtui, and stay untouched: get a new "
            "streamtui, or set STREAMTUI_DATA_DIR to another folder."
        )


def require_current(connection: sqlite3.Connection, name: str) -> None:
    """Raise DiskError as `require_ours` does, and where the tables are an older version's and can't be changed."""
    require_ours(connection, name)
    if version_of(connection) < VERSION:
        raise DiskError(
            f"The conversations in {name} were kept by an older version of streamtui, and have to be written anew for "
            "this one, which can't be done there: copy the folder to where you may write, and set STREAMTUI_DATA_DIR "
            "to that."
        )


def prepare(connection: sqlite3.Connection, name: str) -> None:
    """Make the tables those of this version; the caller holds a transaction. Raises as `require_ours` does."""
    require_ours(connection, name)
    version = version_of(connection)
    for step in MIGRATIONS[version:]:
        for statement in _statements(step):
            connection.execute(statement)
    if version < VERSION:
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _has_tables(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _statements(script: str) -> list[str]:
    """`executescript` would end the transaction."""
    statements, lines = list[str](), list[str]()
    for line in script.strip().splitlines():
        lines.append(line)
        if sqlite3.complete_statement("\n".join(lines)):
            statements.append("\n".join(lines))
            lines.clear()
    return statements

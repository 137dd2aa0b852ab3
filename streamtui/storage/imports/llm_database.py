"""The database of the command `llm`, of either generation of its tables: opened to be read, and never changed."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.json_text.values import count, mapping, number, text
from streamtui.core.text.instants import epoch_of
from streamtui.storage.imports.said import digest

_TABLES = {"conversations", "responses", "fragments", "prompt_fragments", "system_fragments", "prompt_attachments"} | {
    *("tool_calls", "tool_results", "threads", "turns", "messages", "parts")
}
Row = Mapping[str, Any]
_BROKEN = (sqlite3.Error, UnicodeDecodeError)
"""The second where names in it are no text."""


class LlmDatabase:
    """Its tables by name; one that is not there, or is none, has no rows."""

    def __init__(self, path: Path) -> None:
        """Raises ConfigurationError where it is no such database."""
        self._name = str(path)
        changing = path.with_name(f"{path.name}-wal")
        mode = "mode=ro" if changing.is_file() and changing.stat().st_size else "mode=ro&immutable=1"
        self._columns: dict[str, list[str]] = {}
        try:
            self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True)
        except sqlite3.Error as error:
            raise ConfigurationError(f"{path} can't be imported: SQLite says {error}.") from error
        try:
            self._connection.text_factory = lambda data: data.decode("utf-8", "replace")
            for pragma in ("query_only = ON", "trusted_schema = OFF"):
                self._connection.execute(f"PRAGMA {pragma}")
            found = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
            for table in _TABLES & {text(name) for (name,) in found}:
                columns = self._connection.execute(f'PRAGMA table_info("{table}")')
                self._columns[table] = [text(column[1]) for column in columns]
        except _BROKEN as error:
            self.close()
            raise ConfigurationError(f"{path} can't be imported: SQLite says {error}.") from error
        if not self._columns.keys() & {"threads", "responses"}:
            self.close()
            raise ConfigurationError(f"{path} can't be imported: it is a database, but none of the command `llm`.")

    def rows(self, table: str, order: str = "rowid", **where: str | int) -> Iterator[Row]:
        """The rows with these values, each as it is taken. Raises ConfigurationError where the file is broken."""
        columns = self._columns.get(table, [])
        if not columns or not {*where, order} <= {*columns, "rowid"}:
            return
        names = ", ".join(map(_quoted, columns))
        wanted = " AND ".join(f"{_quoted(name)} = ?" for name in where) or "true"
        query = f'SELECT {names} FROM "{table}" WHERE {wanted} ORDER BY "{order}"'  # noqa: S608 (names are quoted)
        for row in self._read(query, *where.values()):
            yield dict(zip(columns, row, strict=True))

    def keys(self, table: str, by: str, key: str = "id", order: str = "rowid") -> dict[str, list[str | int]]:
        """By what one column says, what another one does: so much of a large table can be held at once."""
        if not {by, key, order} <= {*self._columns.get(table, ()), "rowid"}:
            return {}
        found: defaultdict[str, list[str | int]] = defaultdict(list)
        for said, one in self._read(f'SELECT "{by}", "{key}" FROM "{table}" ORDER BY "{order}"'):  # noqa: S608
            if isinstance(one, str | int):
                found[text(said)].append(one)
        return found

    def close(self) -> None:
        """It is not read any more."""
        self._connection.close()

    def _read(self, query: str, *values: str | int) -> Iterator[tuple[Any, ...]]:
        try:
            with closing(self._connection.execute(query, values)) as found:
                yield from found
        except _BROKEN as error:
            raise ConfigurationError(f"{self._name} can't be read further: SQLite says {error}.") from error


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def llm_id(identity: str) -> str:
    """The id of a conversation here, by that of `llm`."""
    return digest("llm", identity)


def usage_in(row: Row) -> Usage | None:
    """The tokens that stand in a row."""
    usage = Usage(count(row.get("input_tokens")), count(row.get("output_tokens")))
    return None if usage == Usage() else usage


def instant_in(row: Row) -> float | None:
    """When it was, in seconds of the epoch."""
    return epoch_of(text(row.get("datetime_utc")))


def duration_in(row: Row) -> float | None:
    """How long the reply took, in seconds."""
    measured = number(row.get("duration_ms"))
    return measured / 1000 if measured is not None and 0 <= measured <= 1e9 else None


def json_in(value: object) -> dict[str, Any]:
    """The object in a column that holds JSON."""
    try:
        return mapping(json.loads(text(value))) if value else {}
    except (ValueError, RecursionError):
        return {}

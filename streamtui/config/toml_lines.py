"""In which line of a TOML file each of its names is set, which the parser does not tell."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from streamtui.config.declared import SettingPath


def parse_toml(text: str) -> dict[str, Any]:
    """The file as a table. Raises ValueError, RecursionError."""
    if sys.version_info >= (3, 11):  # imported only where there is a file, as every start waits for it
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(text)


def toml_lines(text: str) -> dict[SettingPath, int]:
    """The line in which each name is set first, by its path, of a text that can be parsed.

    A statement begins where the one before has ended, and ends with the first line with which it can be parsed alone.

    >>> toml_lines("a = 1\\n\\n[b.c]\\nd = [\\n  2,\\n]\\ne.f = 3")
    {('a',): 1, ('b',): 3, ('b', 'c'): 3, ('b', 'c', 'd'): 4, ('b', 'c', 'e'): 7, ('b', 'c', 'e', 'f'): 7}
    """
    lines: dict[SettingPath, int] = {}
    table: SettingPath = ()
    statement, begun = "", 1
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        statement, begun = (f"{statement}\n{line}", begun) if statement else (line, number)
        try:
            found = parse_toml(statement)
        except ValueError:
            continue
        if statement.lstrip().startswith("["):
            table = _innermost(found)
            for size in range(1, len(table) + 1):
                lines.setdefault(table[:size], begun)
        else:
            _note(lines, table, found, begun)
        statement = ""
    return lines


def _innermost(header: Mapping[str, Any]) -> SettingPath:
    path: SettingPath = ()
    inner: Any = header
    while inner:
        if isinstance(inner, list):
            inner = inner[0]
            continue
        ((name, inner),) = inner.items()
        path = (*path, name)
    return path


def _note(lines: dict[SettingPath, int], path: SettingPath, found: Mapping[str, Any], line: int) -> None:
    for name, value in found.items():
        lines.setdefault((*path, name), line)
        if isinstance(value, Mapping):
            _note(lines, (*path, name), value, line)

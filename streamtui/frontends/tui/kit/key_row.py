"""Keys and what they do, in a row: the key bar's, and those of screens that draw their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.rows import ACCENT, DIM
from streamtui.rows.row import Row, Run, cells

BETWEEN = "   "
"""Between two keys."""


def key_row(commands: Iterable[Command[Any]], on: str = "screen") -> Row:
    """The keys of these commands, to be clicked; `on` is what a click commands (Command.click)."""
    return _in_a_row(_keys(commands, on))


def key_rows(commands: Iterable[Command[Any]], width: int) -> list[Row]:
    """The screen's keys, all of them, in as many rows as they need."""
    rows: list[list[Row]] = [[]]
    for key in _keys(commands, "screen"):
        if rows[-1] and cells(_in_a_row([*rows[-1], key])) > width:
            rows.append([])
        rows[-1].append(key)
    return [_in_a_row(row) for row in rows]


def _keys(commands: Iterable[Command[Any]], on: str) -> Iterator[Row]:
    taken: set[str] = set()
    for command in commands:
        if command.label and command.key not in taken:
            taken.add(command.key)
            action = command.click(on)
            yield (Run(command.key, ACCENT, action), Run(f" {command.label}", DIM, action))


def _in_a_row(keys: Iterable[Row]) -> Row:
    return tuple(run for place, key in enumerate(keys) for run in (*((Run(BETWEEN),) if place else ()), *key))

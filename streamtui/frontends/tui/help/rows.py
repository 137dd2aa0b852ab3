"""The help text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, LABEL
from streamtui.rows.row import Row, Run

_USAGE_COLUMN = 20


@dataclass(frozen=True, slots=True)
class Table:
    """Commands that are there at the same time."""

    title: str
    commands: Sequence[Command[Any]]
    note: str = ""
    within: tuple[Sequence[Command[Any]], ...] = ()
    """Tables of the screens on which these are there as well, whose keys go first."""


def help_rows(tables: Iterable[Table]) -> tuple[Row, ...]:
    """Every key and command, a row each."""
    return tuple(row for table in tables for row in _section(table))[1:]


def _section(table: Table) -> Iterator[Row]:
    yield ()
    yield (Run(table.title, LABEL),)
    for command in table.commands:
        usage = command.usage
        yield (Run(f"{usage:<{max(_USAGE_COLUMN, len(usage) + 2)}}", ACCENT), Run(command.title, BRIGHT))
    if table.note:
        yield (Run(table.note, DIM),)

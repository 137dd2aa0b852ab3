"""The help as text: what every key means in its place, every slash command, and pages of them.

A key is named once in a place, with all that it may mean there, the first that is possible first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from streamtui.frontends.tui.kit.command import Command, shown_key
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, LABEL
from streamtui.rows.row import Row, Run, cells, clip_row
from streamtui.rows.wrapping import MIN_WIDTH, wrapped

_MOST_KEYS_CELLS = 20
_APART = 2
_TOGETHER = 6
"""So many rows of a section at least stand together."""
COLUMN_CELLS = 54
"""The least that a column needs; where there is room for two, there are two."""
BETWEEN_CELLS = 4


@dataclass(frozen=True, slots=True)
class Table:
    """Commands that are there at the same time."""

    title: str
    commands: Sequence[Command[Any]]
    note: str = ""
    within: tuple[Sequence[Command[Any]], ...] = ()
    """Tables of the screens on which these are there as well, whose keys go first."""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands together: how something is given, and what it means."""

    title: str
    entries: Mapping[str, Sequence[str]]
    note: str = ""

    def rows(self, width: int) -> list[Row]:
        """A heading, and an entry below the other, broken at words."""
        column = min(_MOST_KEYS_CELLS, max(map(cell_len, self.entries), default=0)) + _APART
        rows: list[Row] = [(Run(self.title, LABEL),)]
        for given, meanings in self.entries.items():
            told = [row for meaning in meanings for row in wrapped(meaning, max(MIN_WIDTH, width - column), BRIGHT)]
            fits = cell_len(given) + _APART <= column
            if not fits:
                rows.append((Run(given, ACCENT),))
            for place, row in enumerate(told):
                before = given if fits and not place else ""
                rows.append((Run(before + " " * (column - cell_len(before)), ACCENT), *row))
        return [*rows, *(wrapped(self.note, max(MIN_WIDTH, width), DIM) if self.note else ())]


def sections(tables: Iterable[Table]) -> list[Section]:
    """The keys of each place, and behind those of the first place all slash commands."""
    tables = list(tables)
    commands = [command for table in tables for command in table.commands]
    slash = Section("COMMANDS", _entries((_slash(command), command) for command in commands if command.words))
    placed = [Section(table.title, _entries(_keys(table.commands)), table.note) for table in tables]
    return [*placed[:1], slash, *placed[1:]]


def pages(told: Iterable[Section], width: int, height: int) -> list[list[Row]]:
    """As many rows on each page as there is height for, in as many columns as there is width for."""
    across = max(1, (width + BETWEEN_CELLS) // (COLUMN_CELLS + BETWEEN_CELLS))
    of_one = (width + BETWEEN_CELLS) // across - BETWEEN_CELLS
    columns: list[list[Row]] = [[]]
    for section in told:
        rows = section.rows(of_one)
        above = 1 if columns[-1] else 0
        if len(columns[-1]) + above + min(len(rows), _TOGETHER) > height:
            columns.append([])
        elif above:
            columns[-1].append(())
        for row in rows:
            if len(columns[-1]) == height:
                columns.append([rows[0]] if height > 1 else [])
            columns[-1].append(row)
    return [_side_by_side(columns[first : first + across], of_one) for first in range(0, len(columns), across)]


def _slash(command: Command[Any]) -> str:
    return "  ".join(f"/{word}" for word in command.words) + f" {command.argument}".rstrip()


def _keys(commands: Iterable[Command[Any]]) -> Iterator[tuple[str, Command[Any]]]:
    for command in commands:
        for key in dict.fromkeys(map(shown_key, (*command.bare_keys, *command.keys))):
            yield key, command


def _entries(given: Iterable[tuple[str, Command[Any]]]) -> dict[str, Sequence[str]]:
    """What each may mean; those that mean the same share an entry."""
    meanings: dict[str, list[str]] = {}
    for name, command in given:
        meanings.setdefault(name, []).append(command.title)
    entries: dict[tuple[str, ...], list[str]] = {}
    for name, titles in meanings.items():
        entries.setdefault(tuple(dict.fromkeys(titles)), []).append(name)
    return {"  ".join(names): titles for titles, names in entries.items()}


def _side_by_side(columns: Sequence[Sequence[Row]], width: int) -> list[Row]:
    rows: list[Row] = []
    for number in range(max(map(len, columns))):
        row: list[Run] = []
        for place, column in enumerate(columns):
            at = clip_row(column[number], width) if number < len(column) else ()
            row += [Run(" " * (place * (width + BETWEEN_CELLS) - cells(row))), *at]
        rows.append(tuple(row))
    return rows

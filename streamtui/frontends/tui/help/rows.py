"""The help as text: what every key means in its place, every slash command, and pages of them.

A key is named once in a place, with all that it may mean there. What is possible now is first and bright, all else dim.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from streamtui.core.words.reply_figures import FORMULAS
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.keys import shown_key
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, LABEL, RULE
from streamtui.rows.row import Row, Run, cells, clip_row
from streamtui.rows.wrapping import MIN_WIDTH, wrap, wrapped

_MOST_KEYS_CELLS, _KEYS_SHARE = 20, 0.4
"""The most that keys take of a column: so many cells, and that part of it."""
_APART = 2
_TOGETHER = 3
"""So many entries of a section at least stand together."""
_COLUMN_CELLS = 36
"""The least that a column needs."""
_BETWEEN_CELLS = 4


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
    possible: Collection[str] = ()
    """The meanings that hold now."""

    def heading(self, width: int) -> Row:
        """What stands above its entries, and parts it from the section before."""
        rule = "─" * (width - cell_len(self.title) - 1)
        return clip_row((Run(self.title, LABEL), *((Run(f" {rule}", RULE),) if rule else ())), width)

    def blocks(self, width: int) -> list[list[Row]]:
        """The rows of each entry, broken at words, and of the note. The keys have the room that makes fewest rows."""
        most = max(1, min(_MOST_KEYS_CELLS, int(width * _KEYS_SHARE)))
        for_keys = sorted({min(most, cell_len(given)) for given in self.entries}, reverse=True) or [0]
        entries = min((self._entries(width, column) for column in for_keys), key=self._untidiness)
        return [*entries, *([wrapped(self.note, max(MIN_WIDTH, width), DIM)] if self.note else [])]

    def _entries(self, width: int, for_keys: int) -> list[list[Row]]:
        return [self._entry(given, meanings, width, for_keys + _APART) for given, meanings in self.entries.items()]

    def _untidiness(self, entries: Sequence[Sequence[Row]]) -> int:
        """Rows, and how often a meaning begins elsewhere than the others."""
        indents = [cells(rows[0][:2]) if len(rows[0]) > 1 else 0 for rows in entries]
        return sum(map(len, entries)) + 2 * sum(indent != min(indents) for indent in indents)

    def _entry(self, given: str, meanings: Sequence[str], width: int, column: int) -> list[Row]:
        """The meaning begins at that column, or behind a key that reaches beyond it if all has room there."""
        key = Run(given, ACCENT if any(meaning in self.possible for meaning in meanings) else DIM)
        meant = self._meant(meanings)
        size = cell_len(given) + _APART
        if size > column and size + cells(meant) <= width:
            return [(key, Run(" " * _APART), *meant)]
        told = [(Run(" " * column), *row) for row in wrap(meant, max(MIN_WIDTH, width - column))]
        return (
            [(key,), *told]
            if size > column
            else [(key, Run(" " * (column - cell_len(given))), *told[0][1:]), *told[1:]]
        )

    def _meant(self, meanings: Sequence[str]) -> Row:
        runs: list[Run] = []
        for meaning in sorted(meanings, key=lambda meaning: meaning not in self.possible):
            runs += [Run(" · ", DIM)] if runs else []
            runs.append(Run(meaning, BRIGHT if meaning in self.possible else DIM))
        return runs


FIGURES = Section("FIGURES", {name: (how,) for name, how in FORMULAS.items()}, "", frozenset(FORMULAS.values()))
"""How what is measured is got."""


def sections(tables: Iterable[Table], possible: Collection[str]) -> list[Section]:
    """The keys of each place, and behind those of the first that has some all slash commands. Tables of one title are
    a place.

    `possible`: the ids of the commands that do something now.
    """
    tables = list(tables)
    commands = [command for table in tables for command in table.commands if command.words]
    slash = Section(
        "COMMANDS", _entries((_slash(command), command) for command in commands), "", _titles(commands, possible)
    )
    placed = [
        Section(title, _entries(_keys(held)), " ".join(filter(None, (_bare(held), note))), _titles(held, possible))
        for title, note in dict.fromkeys((table.title, table.note) for table in tables)
        if (held := [command for table in tables if table.title == title for command in table.commands])
    ]
    spoken_in = {table.title for table in tables if any(command.words for command in table.commands)}
    behind = next((at for at, section in enumerate(placed, 1) if section.title in spoken_in), len(placed))
    return [*placed[:behind], slash, *placed[behind:]]


def pages(told: Sequence[Section], width: int, height: int) -> list[list[Row]]:
    """As few pages of that size as can be, in as few columns as that takes."""
    most = max(1, (width + _BETWEEN_CELLS) // (_COLUMN_CELLS + _BETWEEN_CELLS))
    return min((_pages(told, width, height, across) for across in range(1, most + 1)), key=len)


def _pages(told: Iterable[Section], width: int, height: int, across: int) -> list[list[Row]]:
    of_one = (width + _BETWEEN_CELLS) // across - _BETWEEN_CELLS
    columns: list[list[Row]] = [[]]
    for section in told:
        heading, blocks = section.heading(of_one), section.blocks(of_one)
        if columns[-1] and len(columns[-1]) + 1 + sum(map(len, blocks[:_TOGETHER])) > height:
            columns.append([])
        columns[-1].append(heading)
        for block in blocks:
            if len(columns[-1]) + len(block) > height:
                columns.append([heading] if height > 1 else [])
            for row in block:
                if len(columns[-1]) >= height:
                    columns.append([])
                columns[-1].append(row)
    return [_side_by_side(columns[first : first + across], of_one) for first in range(0, len(columns), across)]


def _bare(commands: Iterable[Command[Any]]) -> str:
    """Which keys mean something else once something is written."""
    keys = dict.fromkeys(shown_key(key) for command in commands for key in command.bare_keys_now)
    return f"{' and '.join(keys)}: while the prompt is empty." if keys else ""


def _titles(commands: Iterable[Command[Any]], possible: Collection[str]) -> frozenset[str]:
    return frozenset(command.title for command in commands if command.id in possible)


def _slash(command: Command[Any]) -> str:
    return " ".join(f"/{word}" for word in command.words) + f" {command.argument}".rstrip()


def _keys(commands: Iterable[Command[Any]]) -> Iterator[tuple[str, Command[Any]]]:
    for command in commands:
        for key in command.shown_keys:
            yield key, command


def _entries(given: Iterable[tuple[str, Command[Any]]]) -> dict[str, Sequence[str]]:
    """What each may mean; those that mean the same share an entry."""
    meanings: dict[str, list[str]] = {}
    for name, command in given:
        meanings.setdefault(name, []).append(command.title)
    entries: dict[tuple[str, ...], list[str]] = {}
    for name, titles in meanings.items():
        entries.setdefault(tuple(dict.fromkeys(titles)), []).append(name)
    return {" ".join(names): titles for titles, names in entries.items()}


def _side_by_side(columns: Sequence[Sequence[Row]], width: int) -> list[Row]:
    rows: list[Row] = []
    for number in range(max(map(len, columns))):
        row: list[Run] = []
        for place, column in enumerate(columns):
            at = clip_row(column[number], width) if number < len(column) else ()
            row += [Run(" " * (place * (width + _BETWEEN_CELLS) - cells(row))), *at]
        rows.append(tuple(row))
    return rows

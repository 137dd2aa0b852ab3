"""Keys and what they do, in a row: the key bar's, and those of screens that draw their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.rows import ACCENT, DIM
from streamtui.rows.row import Row, Run, cells, clip_row

BETWEEN = "   "
"""Between two keys."""


def key_rows(commands: Iterable[Command[Any]], width: int) -> list[Row]:
    """The screen's keys, all of them, in as many rows as they need."""
    rows: list[list[Row]] = [[]]
    for key, _ in _keys(commands, "screen"):
        if rows[-1] and cells(_in_a_row([*rows[-1], key])) > width:
            rows.append([])
        rows[-1].append(key)
    return [_in_a_row(row) for row in rows]


def fitting_row(commands: Iterable[Command[Any]], width: int, of_focused: Iterable[Command[Any]] = ()) -> Row:
    """One row of whole keys, the screen's and behind them those of the widget that has the focus, then that for help.

    Where there is too little room the last ones are left out, that for help last of all.
    """
    focused = list(_keys(of_focused, "focused"))
    known = [*_keys(commands, "screen"), *focused]
    if focused:
        known.sort(key=lambda key: key[1])
    while len(known) > 1 and cells(_in_a_row([key for key, _ in known])) > width:
        known.pop(-2 if known[-1][1] else -1)
    return clip_row(_in_a_row([key for key, _ in known]), width)


def _keys(commands: Iterable[Command[Any]], on: str) -> Iterator[tuple[Row, bool]]:
    """Each key with what it does, and whether that is to help."""
    taken = {""}
    for command in commands:
        if command.label and (key := command.key) not in taken:
            taken.add(key)
            action = command.click(on)
            yield (Run(key, ACCENT, action), Run(f" {command.label}", DIM, action)), command.id.endswith(".help")


def _in_a_row(keys: Iterable[Row]) -> Row:
    return tuple(run for place, key in enumerate(keys) for run in (*((Run(BETWEEN),) if place else ()), *key))

"""Keys and what they do, in a row: the key bar's, and those of screens that draw their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.rows import ACCENT, DIM
from streamtui.rows.row import Row, Run

BETWEEN = "   "
"""Between two keys."""


def key_row(commands: Iterable[Command[Any]], on: str = "screen") -> Row:
    """The keys of these commands, to be clicked; `on` is what a click commands (Command.click)."""
    spans: list[Run] = []
    taken: set[str] = set()
    for command in commands:
        if command.label and command.key not in taken:
            taken.add(command.key)
            spans += [Run(BETWEEN)] if spans else []
            action = command.click(on)
            spans += [Run(command.key, ACCENT, action), Run(f" {command.label}", DIM, action)]
    return tuple(spans)

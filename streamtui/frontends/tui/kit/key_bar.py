"""The keys at the bottom. Drawn as one line, as Textual's Footer makes a widget of each key anew at every change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.key_row import BETWEEN, key_row
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.rows.row import Run


class KeyBar(Lines):
    """Names the keys that do something now; they can be clicked."""

    def show_keys(self, commands: Iterable[Command[Any]], of_focused: Iterable[Command[Any]] = ()) -> None:
        """The screen's keys, and behind them those of the widget that has the focus."""
        row, behind = key_row(commands), key_row(of_focused, "focused")
        self.show((*row, Run(BETWEEN), *behind) if behind else row)

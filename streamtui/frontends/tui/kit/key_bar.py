"""The keys at the bottom. Drawn as one line, as Textual's Footer makes a widget of each key anew at every change."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from streamtui.frontends.tui.chat.chrome import BETWEEN, key_row
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import Span


class KeyBar(Lines):
    """Names the keys that do something now; they can be clicked."""

    def show(self, commands: Iterable[Command], possible: Callable[[str], bool]) -> None:
        self.rows = (key_row(commands, possible),)

    def add(self, commands: Iterable[Command], possible: Callable[[str], bool], click: str) -> None:
        """More keys behind those; `click` is what a click on one does, around the name of its action."""
        self.rows = ((*self.rows[0], Span(BETWEEN), *key_row(commands, possible, click)),)

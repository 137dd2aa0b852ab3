"""The keys at the bottom. Drawn as one line, as Textual's Footer makes a widget of each key anew at every change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.key_row import fitting_row
from streamtui.frontends.tui.kit.lines import Lines


class KeyBar(Lines):
    """Names the keys that do something now, as many as fit; they can be clicked."""

    _keys: tuple[Sequence[Command[Any]], Sequence[Command[Any]]] = ((), ())

    def show_keys(self, commands: Iterable[Command[Any]], of_focused: Iterable[Command[Any]] = ()) -> None:
        """The screen's keys, and behind them those of the widget that has the focus."""
        self._keys = tuple(commands), tuple(of_focused)
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        commands, of_focused = self._keys
        if self.content_size.width:
            self.show(fitting_row(commands, self.content_size.width, of_focused))

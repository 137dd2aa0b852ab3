"""The keys at the bottom. Drawn as one line, as Textual's Footer makes a widget of each key anew at every change."""

from __future__ import annotations

from collections.abc import Callable

from streamtui.frontends.tui.views.chrome import key_row
from streamtui.frontends.tui.widgets.lines import Lines


class KeyBar(Lines):
    """Names the keys that do something now; they can be clicked."""

    def show(self, possible: Callable[[str], bool]) -> None:
        self.rows = (key_row(possible, self.size.width),)

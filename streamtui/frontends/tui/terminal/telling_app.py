"""An app that tells what it does outside of its screen: in the title, in the taskbar, and to who looks elsewhere."""

from __future__ import annotations

from typing import Any, TypeVar

from textual.app import App
from textual.screen import Screen

from streamtui.frontends.tui.terminal.face import TerminalFace
from streamtui.frontends.tui.terminal.raw_terminal import TERMINAL
from streamtui.frontends.tui.terminal.telling import Doing, Teller, Telling, title

Result = TypeVar("Result")
TELLS = "TELLS"
"""A screen says by this attribute that it tells; of several that lie over each other the uppermost does."""


class TellingApp(App[Result]):
    """Writes it to a terminal of its own alone."""

    def __init__(self, *, telling: Telling, **options: Any) -> None:
        super().__init__(**options)
        TERMINAL.face = TerminalFace(titled=telling.titled, in_taskbar=telling.in_taskbar)
        self._teller = Teller(telling)

    def tell_otherwise(self, telling: Telling) -> None:
        """Who looks elsewhere is called so from now on; title and taskbar stay as they are."""
        self._teller.telling = telling

    def tell(self, doing: Doing) -> None:
        """This is what it does now."""
        words = TERMINAL.face.show(title(doing), doing.progress)
        words += self._teller.call(doing, focused=self.app_focus)
        if words and self._driver is not None and TERMINAL.drawn_on:
            self._driver.write(words)


def tell(screen: Screen[Any], doing: Doing) -> None:
    """This is what the screen does now."""
    app = screen.app
    telling = (above for above in reversed(app.screen_stack) if getattr(above, TELLS, False))
    if isinstance(app, TellingApp) and next(telling, None) is screen:
        app.tell(doing)

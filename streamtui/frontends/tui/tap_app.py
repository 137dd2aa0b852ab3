"""The application on a tap: its window and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import events
from textual.screen import Screen

from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.desk.services import Shown
from streamtui.frontends.tui.tap.screen import TapScreen


class TapApp(StreamtuiApp):
    """Ends when the window is left."""

    STYLES = tuple(
        str(Path(__file__).parent / name)
        for name in ("look.tcss", "chat/chat.tcss", "chat/looking.tcss", "race/race.tcss", "tap/tap.tcss")
    )

    def __init__(self, shown: Shown, window: TapScreen) -> None:
        super().__init__(shown)
        self._window = window

    def get_default_screen(self) -> Screen[Any]:
        return self._window

    def takes(self, _: events.Event) -> bool:
        return True

    async def action_quit(self) -> None:
        """Quit; what is under way may be something against it."""
        self._window.leave()

"""The application on a recording: a replay and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import events
from textual.screen import Screen

from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.desk.services import Shown
from streamtui.frontends.tui.replay.playing import Playing


class ReplayApp(StreamtuiApp):
    """Ends when the replay is left."""

    STYLES = tuple(
        str(Path(__file__).parent / name)
        for name in ("look.tcss", "chat/chat.tcss", "chat/looking.tcss", "race/race.tcss", "replay/replay.tcss")
    )

    def __init__(self, shown: Shown, replay: Playing) -> None:
        super().__init__(shown)
        self._replay = replay

    def get_default_screen(self) -> Screen[Any]:
        return self._replay

    def takes(self, _: events.Event) -> bool:
        return True

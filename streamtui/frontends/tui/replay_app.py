"""The application on a recording: a replay, and the chat that goes on from one of its instants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import on
from textual.screen import Screen

from streamtui.core.chat.events import StreamEvent
from streamtui.frontends.tui.desk.continued import Continued
from streamtui.frontends.tui.desk.services import SettingsWatch, Shown
from streamtui.frontends.tui.over_app import OverApp, sheets_with
from streamtui.frontends.tui.replay.panes import ReplayPanes
from streamtui.frontends.tui.replay.playing import Playing

GoOn = Callable[[Sequence[StreamEvent]], Continued]
"""Prepares a chat that goes on with the last request of these events. Raises StreamtuiError."""
_SAID = "This goes on from that instant, as a conversation of yours: the recording stays as it is."


class ReplayApp(OverApp):
    """Ends when the replay is left."""

    STYLES = sheets_with("replay/replay.tcss")

    def __init__(
        self, shown: Shown, replay: Playing, go_on: GoOn | None = None, settings: SettingsWatch | None = None
    ) -> None:
        super().__init__(shown, settings)
        self._replay = replay
        self._go_on = go_on
        if isinstance(replay, ReplayPanes):
            replay.goes_on = go_on is not None

    def get_default_screen(self) -> Screen[Any]:
        return self._replay

    @on(ReplayPanes.ChatAsked)
    def _go_on_from(self, event: ReplayPanes.ChatAsked) -> None:
        if (go_on := self._go_on) is not None:
            self.open_chat(lambda: go_on(event.events), _SAID)

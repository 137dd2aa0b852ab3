"""The screen of a replay, with its keys."""

from __future__ import annotations

from textual import events

from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.replay.commands import REPLAY_COMMANDS
from streamtui.frontends.tui.replay.panes import ReplayPanes

_TENTHS = tuple("123456789")


class ReplayScreen(Commanded, ReplayPanes):
    """The panes of a replay, which obey keys."""

    TABLE = REPLAY_COMMANDS
    FIRST = True

    def on_key(self, event: events.Key) -> None:
        """Digits are tenths."""
        if event.key in _TENTHS and not self.searching:
            self.go_to(int(event.key) / 10)

    def draw(self) -> None:
        super().draw()
        self.query_one(KeyBar).show_keys(self.possible())

"""The screen of a replay, with its keys."""

from __future__ import annotations

from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.replay.commands import REPLAY_COMMANDS
from streamtui.frontends.tui.replay.panes import ReplayPanes


class ReplayScreen(Commanded, ReplayPanes):
    """The panes of a replay, which obey keys."""

    TABLE = REPLAY_COMMANDS
    FIRST = True

    def draw(self) -> None:
        super().draw()
        self.query_one(KeyBar).show_keys(self.possible())

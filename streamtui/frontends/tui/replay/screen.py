"""The screen of a replay, with its keys."""

from __future__ import annotations

from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.replay.commands import REPLAY_COMMANDS
from streamtui.frontends.tui.replay.panes import ReplayPanes

_BESIDE_WIRE = ("replay.play", "replay.step", "replay.help")


class ReplayScreen(Commanded, ReplayPanes):
    """The panes of a replay, which obey keys."""

    TABLE = REPLAY_COMMANDS
    FIRST = True

    def draw(self) -> None:
        super().draw()
        possible = self.possible()
        if self.in_wire:
            leads = [command for command in possible if command.id in _BESIDE_WIRE]
            self.query_one(KeyBar).show_keys((possible[0], *leads), self.wire.possible())
        else:
            self.query_one(KeyBar).show_keys(possible)

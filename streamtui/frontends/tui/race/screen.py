"""A race on the screen, with its keys."""

from __future__ import annotations

from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.race.commands import RACE_COMMANDS
from streamtui.frontends.tui.race.panes import RacePanes


class RaceScreen(Commanded, RacePanes):
    """The panes of a race, which obey keys."""

    TABLE = RACE_COMMANDS
    FIRST = True

    def draw(self) -> None:
        super().draw()
        self.show_keys(self.possible())

"""The screen of a race that happened, with its keys."""

from __future__ import annotations

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.race.commands import comparing
from streamtui.frontends.tui.replay.playing_commands import LAST_COMMANDS, PLAYING_COMMANDS
from streamtui.frontends.tui.replay.race_panes import RaceReplayPanes

_BESIDE = "As in the chat, in a race"
_CLOSE, _MARK, _COMPARE = comparing("race_replay", "m", "Leave", _BESIDE, _BESIDE)
RACE_REPLAY_COMMANDS: tuple[Command[RaceReplayPanes], ...] = (
    _CLOSE,
    Command(
        "race_replay.next",
        _BESIDE,
        lambda panes: panes.go(1),
        lambda panes: not panes.comparing,
        keys=("tab",),
        label="Next",
    ),
    _MARK,
    _COMPARE,
)
"""What can be done beside what can be with all that is played."""


class RaceReplayScreen(Commanded, RaceReplayPanes):
    """The panes of a race that happened, which obey keys."""

    TABLE = (_CLOSE, *PLAYING_COMMANDS, *RACE_REPLAY_COMMANDS[1:], *LAST_COMMANDS)
    FIRST = True

    def draw(self) -> None:
        super().draw()
        self.show_keys(self.possible())

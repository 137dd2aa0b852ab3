"""Several requests side by side, as a race has its contestants, while they stream."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from streamtui.core.chat.outcome import outcome
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.race import Contestant
from streamtui.core.ports.tap import Tapped
from streamtui.core.words.figures import plural
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.race.commands import comparing
from streamtui.frontends.tui.race.panes import FIGURES_S_PER_COLUMN, FRAME_S_PER_COLUMN, SLOW_FRAME_S
from streamtui.frontends.tui.race.view import RaceView

if TYPE_CHECKING:
    from streamtui.core.chat.state import ChatState

MOST_COLUMNS = 12
"""More are told apart by nobody."""


def side_by_side(marked: Sequence[Tapped], listed: Sequence[Tapped]) -> list[tuple[Tapped, ChatState]]:
    """The marked; without two of them those that run; without two of these the last ones. Only what is kept is."""
    for found in (marked, [one for one in listed if not one.stage.over], listed):
        shown = [(one, one.chat) for one in found if one.decoded and one.chat is not None][-MOST_COLUMNS:]
        if len(shown) > 1:
            return shown
    return []


class ColumnsPanes(RaceView):
    """Draws them as they go on."""

    CSS_PATH = "../race/race.tcss"
    NAME = "tap"

    def __init__(self, shown: Sequence[tuple[Tapped, ChatState]], clock: Clock, *, low_bandwidth: bool) -> None:
        """What is kept of each is held as long as it is shown."""
        self._of = {tapped.number: index for index, (tapped, _) in enumerate(shown)}
        self._tapped = [tapped for tapped, _ in shown]
        contestants = [Contestant(f"#{tapped.number} {tapped.model}", chat) for tapped, chat in shown]
        title = f"{plural(len(shown), 'request')} side by side"
        super().__init__(contestants, clock.now, title, low_bandwidth=low_bandwidth)
        self._frames = 0
        self._settle()

    def on_mount(self) -> None:
        frame_s = FRAME_S_PER_COLUMN * len(self.columns)
        self._timer = self.set_interval(SLOW_FRAME_S if self.low_bandwidth else frame_s, self.frame)

    def hear(self, tapped: Tapped) -> None:
        """One of all that are tapped went further."""
        if (index := self._of.get(tapped.number)) is not None:
            self.columns[index].transcript.wake()

    def frame(self) -> None:
        """Draw what is new; figures change more calmly than texts."""
        was_over = self.over
        self._settle()
        for column in self.columns:
            column.transcript.tick()
        self._frames += 1
        if self.over and not was_over:
            self.lay_out()
        elif self._frames % round(FIGURES_S_PER_COLUMN / FRAME_S_PER_COLUMN) == 0:
            self.draw()

    def _settle(self) -> None:
        for contestant, tapped in zip(self.contestants, self._tapped, strict=True):
            if tapped.stage.over and not contestant.over:
                contestant.over, contestant.replies = True, [outcome(contestant.state)]


HELP: Command[Screen[Any]] = Command(
    "tap.help", "Help", lambda screen: screen.app.push_screen("help"), keys=("f1",), label="Help"
)
"""In the whole window."""
_BESIDE = "Side by side, as in a race"
_CLOSE, _MARK, _COMPARE = comparing("tap_columns", "space", "Close what is open", _BESIDE, _BESIDE)
COLUMNS_COMMANDS: tuple[Command[ColumnsPanes], ...] = (
    _CLOSE,
    Command(
        "tap_columns.leave",
        "Close what is open",
        lambda panes: panes.dismiss(None),
        lambda panes: not panes.comparing,
        keys=("escape", "q", "ctrl+c"),
        label="List",
    ),
    Command(
        "tap_columns.previous",
        _BESIDE,
        lambda panes: panes.go(-1),
        lambda panes: not panes.comparing,
        keys=("left",),
    ),
    Command(
        "tap_columns.next",
        _BESIDE,
        lambda panes: panes.go(1),
        lambda panes: not panes.comparing,
        keys=("right", "tab"),
        label="Next",
    ),
    _MARK,
    _COMPARE,
)
"""What can be done with several requests side by side."""


class ColumnsScreen(Commanded, ColumnsPanes):
    """Its panes, which obey keys."""

    TABLE = (*COLUMNS_COMMANDS, HELP)
    FIRST = True

    def draw(self) -> None:
        super().draw()
        self.show_keys(self.possible())

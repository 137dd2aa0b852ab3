"""A race that happened: what a race shows, exactly as it was at an instant, over the bar that tells which."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from streamtui.core.chat import events as ev
from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.outcome import outcome
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.playback.lanes import LaneMarks, Lanes
from streamtui.core.playback.player import Player
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.race import Contestant
from streamtui.frontends.tui.memory import settle_memory
from streamtui.frontends.tui.race.view import LOW_BELOW, RaceView
from streamtui.frontends.tui.replay.bar import ReplayBar
from streamtui.frontends.tui.replay.playing import Playing

FRAME_S, SLOW_FRAME_S = 1 / 20, 1 / 2
_BAR_ROWS, _LOW_BAR_ROWS = 5, 3


class RaceReplayPanes(RaceView, Playing):
    """Draws where a player of several chats is."""

    CSS_PATH = ["../race/race.tcss", "replay.tcss"]  # type: ignore[assignment]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW_BELOW, "-high")]  # noqa: RUF012

    def __init__(
        self,
        lanes: Sequence[Sequence[StreamEvent]],
        names: Sequence[str],
        clock: Clock,
        *,
        idle_s: float | None = None,
        by_chunks: bool = False,
        at_end: bool = False,
        low_bandwidth: bool = False,
        stall_s: float = STALL_WARN_S,
    ) -> None:
        """`lanes` are on one clock, and do not grow; `names` differ."""
        self._lanes = Lanes(lanes)
        contestants = [
            Contestant(name, playback.state) for name, playback in zip(names, self._lanes.playbacks, strict=True)
        ]
        numbered = [f"{number} {name}" for number, name in enumerate(names, 1)]
        player = Player(self._lanes, clock, idle_s, LaneMarks(self._lanes, numbered, stall_s))
        super().__init__(contestants, lambda: player.now, _asked(self._lanes.events), low_bandwidth=low_bandwidth)
        self.player = player
        self._set_back = [playback.set_back for playback in self._lanes.playbacks]
        self._was_over = False
        self.plays(self.player, by_chunks=by_chunks, at_end=at_end)

    def below(self) -> ComposeResult:
        yield ReplayBar(fits=True, id="replay-bar")

    @property
    def below_rows(self) -> int:
        return _LOW_BAR_ROWS if self.has_class("-low") else _BAR_ROWS

    def on_mount(self) -> None:
        self.set_interval(SLOW_FRAME_S if self.low_bandwidth else FRAME_S, self.tick)
        self.call_after_refresh(settle_memory)

    def draw(self) -> None:
        """Show this instant everywhere."""
        if not self.is_mounted:
            return
        for number, (contestant, playback) in enumerate(zip(self.contestants, self._lanes.playbacks, strict=True)):
            contestant.over = self._lanes.over(number)
            contestant.replies = [outcome(contestant.state)] if contestant.over else []
            transcript = self.columns[number].transcript
            if playback.set_back != self._set_back[number]:
                self._set_back[number] = playback.set_back
                transcript.look_again()
            transcript.wake(at_once=True)
            transcript.tick()
        if self.over is not self._was_over:
            self._was_over = self.over
            self.lay_out()
        super().draw()
        self.draw_bar()


def _asked(events: Sequence[StreamEvent]) -> str:
    return next((event.text for event in events if isinstance(event, ev.PromptSubmitted)), "")

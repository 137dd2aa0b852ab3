"""A race that runs. One timer draws all of it: transcripts are only woken by what arrives, and share each repaint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import inf

from textual import work

from streamtui.core.chat.events import StreamEvent
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.race import Contestant, Race
from streamtui.frontends.tui.race.doing import doing_of
from streamtui.frontends.tui.race.plan import Kept, last_turn, worth_keeping
from streamtui.frontends.tui.race.view import RaceView
from streamtui.frontends.tui.terminal.telling_app import tell

SHORTEST_FRAME_S = 1 / 30
FRAME_S_PER_COLUMN = 1 / 64
FIGURES_S_PER_COLUMN = 1 / 16
"""Many columns have fewer frames each: a frame costs what it repaints. Figures and chart change more calmly still."""
SLOW_FRAME_S = 0.5
"""On a slow line."""


class RacePanes(RaceView):
    """Runs a race, and gives back the reply that was kept, if any."""

    TELLS = True

    def __init__(
        self,
        race: Race,
        clock: Clock,
        prompt: str,
        *,
        sent: Sequence[str] = (),
        low_bandwidth: bool,
        can_keep: bool,
    ) -> None:
        super().__init__(race.contestants, clock.now, prompt, sent=sent, low_bandwidth=low_bandwidth)
        self.race = race
        self._can_keep = can_keep
        self._of = {column.contestant: column for column in self.columns}
        self._events: defaultdict[Contestant, list[StreamEvent]] = defaultdict(list)
        self._ran = False
        self._chosen: Contestant | None = None
        """The one that is kept."""
        self._figures_at = -inf

    @property
    def over(self) -> bool:
        """All contestants are, and their connections closed."""
        return self._ran

    def on_mount(self) -> None:
        frame_s = max(SHORTEST_FRAME_S, FRAME_S_PER_COLUMN * len(self.columns))
        self._timer = self.set_interval(SLOW_FRAME_S if self.low_bandwidth else frame_s, self._frame)
        self._run()

    @work(group="race")
    async def _run(self) -> None:
        await self.race.run(self._take)
        self._ran = True
        self._timer.pause()
        if self._chosen is not None:
            self._give()
            return
        self.lay_out()
        for column in self.columns:
            column.transcript.flush()

    def _take(self, contestant: Contestant, event: StreamEvent) -> None:
        self._events[contestant] += worth_keeping(event)
        self._of[contestant].transcript.wake()

    def _frame(self) -> None:
        for column in self.columns:
            column.transcript.tick()
        now = self.now()
        if now - self._figures_at >= FIGURES_S_PER_COLUMN * len(self.columns):
            self._figures_at = now
            self.draw()

    def draw(self) -> None:
        super().draw()
        tell(self, doing_of(self.contestants, self.now(), over=self.over))

    def stop_all(self) -> None:
        """Stop all; their texts stay."""
        for contestant in self.race.contestants:
            self.race.stop(contestant)

    @property
    def can_be_kept(self) -> bool:
        """The answer that the person is at can become a part of the chat."""
        return self._can_keep and self.contestant.over and self.has_text(self.contestant)

    def keep(self) -> None:
        """Give the reply back, once the others are stopped."""
        self._chosen = self.contestant
        if self.over:
            self._give()
        else:
            self.stop_all()

    def on_screen_resume(self) -> None:
        self._give()

    def _give(self) -> None:
        """Give back what is kept, once all are over and nothing lies over the race."""
        if self._chosen is not None and self.over and self.is_active:
            self.dismiss(self._kept_of(self._chosen))

    def _kept_of(self, chosen: Contestant) -> Kept:
        others = [contestant for contestant in self.race.contestants if contestant is not chosen]
        return Kept(chosen.label, [last_turn(self._events[contestant]) for contestant in (*others, chosen)])

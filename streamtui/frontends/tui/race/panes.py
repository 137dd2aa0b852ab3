"""What a race shows: a table of all contestants, a column for the answer of each, and a chart of them all.

One timer draws everything: the transcripts are only woken by what arrives, and share each repaint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from math import inf

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.phase import Phase
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.race import Contestant, Race
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.note_row import NoteRow
from streamtui.frontends.tui.race.chart import chart_rows, lines_of, seconds_raced
from streamtui.frontends.tui.race.column import RaceColumn
from streamtui.frontends.tui.race.diff import compare, comparison_rows
from streamtui.frontends.tui.race.plan import Kept, worth_keeping
from streamtui.frontends.tui.race.results import result_rows
from streamtui.frontends.tui.race.rows import HEAD_ROWS, tab_height, tab_rows, title_row
from streamtui.rows.row import Row

SHORTEST_FRAME_S = 1 / 30
FRAME_S_PER_COLUMN = 1 / 64
FIGURES_S_PER_COLUMN = 1 / 16
"""Many columns have fewer frames each: a frame costs what it repaints. Figures and chart change more calmly still."""
SLOW_FRAME_S = 0.5
"""On a slow line."""
COLUMN_CELLS = 36
"""Cells that a column needs at least; with less room some contestants are behind tabs."""
LOW_CHART_ROWS, CHART_ROWS, HIGH_CHART_ROWS = 6, 10, 16
HIGH_FROM, LOW_BELOW, SMALL_BELOW, TINY_BELOW = 50, 32, 21, 10
"""Rows from which the chart is high. Rows under which there are tabs and a small chart, and the table only when all is
over; there is no chart; there is hardly anything."""
LEAST_ROWS, OTHER_ROWS = 4, 5
"""Results leave so many rows to the answers; the question, the keys and the rules between take the others."""


class RacePanes(Screen[Kept | None]):
    """Runs a race, and gives back the reply that was kept, if any."""

    CSS_PATH = "race.tcss"
    ESCAPE_TO_MINIMIZE = False

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
        """`sent` is what all are sent beside the messages, in short."""
        super().__init__()
        self.race = race
        self._clock = clock
        self._prompt, self._sent = prompt, sent
        self._low_bandwidth = low_bandwidth
        self._can_keep = can_keep
        self._columns = [
            RaceColumn(contestant, index, low_bandwidth=low_bandwidth)
            for index, contestant in enumerate(race.contestants)
        ]
        self._of = {column.contestant: column for column in self._columns}
        self._events: defaultdict[Contestant, list[StreamEvent]] = defaultdict(list)
        self._focused = 0
        self._marked: list[int] = []
        self._difference = Lines(fits=True)
        self.over = False
        """All contestants are."""
        self._kept: Kept | None = None
        self._figures_at = -inf
        self._explains = False
        """There is room for why a retry is waited for."""

    def compose(self) -> ComposeResult:
        yield Lines(id="race-title")
        yield Lines(id="race-tabs")
        yield Lines(id="race-results")
        with Horizontal(id="race-columns"):
            yield from self._columns
        with VerticalScroll(id="race-difference"):
            yield self._difference
        yield Lines(id="race-chart")
        yield NoteRow()
        yield Lines(id="race-keys")

    def on_mount(self) -> None:
        frame_s = max(SHORTEST_FRAME_S, FRAME_S_PER_COLUMN * len(self._columns))
        self._timer = self.set_interval(SLOW_FRAME_S if self._low_bandwidth else frame_s, self._frame)
        self._run()

    @work(group="race")
    async def _run(self) -> None:
        await self.race.run(self._take)
        self.over = True
        self._timer.pause()
        if self._kept is not None:
            self.dismiss(self._kept)
            return
        self._arrange()
        for column in self._columns:
            column.transcript.flush()

    def _take(self, contestant: Contestant, event: StreamEvent) -> None:
        self._events[contestant] += worth_keeping(event)
        self._of[contestant].transcript.wake()

    def _frame(self) -> None:
        for column in self._columns:
            column.transcript.tick()
        now = self._clock.now()
        if now - self._figures_at >= FIGURES_S_PER_COLUMN * len(self._columns):
            self._figures_at = now
            self.draw()

    def on_resize(self) -> None:
        self._arrange()

    def on_screen_resume(self) -> None:
        self._arrange()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        for column in self._columns:
            if column.transcript is event.widget and column.index != self._focused:
                self._focused = column.index
                self._arrange()

    @property
    def contestant(self) -> Contestant:
        """The one that the person is at."""
        return self._columns[self._focused].contestant

    @property
    def has_selection(self) -> bool:
        """Something of that one's answer is selected."""
        return self._columns[self._focused].transcript.text_selection is not None

    @property
    def comparing(self) -> bool:
        """Two answers are shown word by word."""
        return self.has_class("-comparing")

    def _arrange(self) -> None:
        """Show as many columns as there is room for, the focused one among them, and what goes below them."""
        width, height = self.size
        shown = min(len(self._columns), max(1, width // COLUMN_CELLS))
        first = max(0, min(self._focused - shown // 2, len(self._columns) - shown))
        for column in self._columns:
            column.display = first <= column.index < first + shown
            column.set_class(column.index == first, "-first")
        low, small, tiny = (height < below for below in (LOW_BELOW, SMALL_BELOW, TINY_BELOW))
        self.set_class(small, "-small")
        self.set_class(tiny, "-tiny")
        results, chart, tabs = (self.query_one(f"#race-{name}") for name in ("results", "chart", "tabs"))
        results.display = (self.over or not low) and not (self.comparing or tiny)
        chart.display = not (self.comparing or small or (low and self.over))
        chart.styles.height = chart_height = (
            LOW_CHART_ROWS if low else CHART_ROWS if height < HIGH_FROM else HIGH_CHART_ROWS
        )
        tabs.display = shown < len(self._columns) and not (self.comparing or tiny or results.display)
        tabs.styles.height = tab_height(self.race.contestants, width - 2)
        self._explains = any(one.state.phase is Phase.RETRYING for one in self.race.contestants)
        head = 1 if tiny else 2 if small else 1 + 2 * self._explains if results.display else HEAD_ROWS
        for column in self._columns:
            column.head.styles.height = head + (not tiny)
        taken = OTHER_ROWS + head + (chart_height + 1 if chart.display else 0) - small
        results.styles.height = min(len(self._columns) + 1, max(2, height - taken - LEAST_ROWS))
        if not self.comparing:
            self._columns[self._focused].transcript.focus()
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Take what the race is now into every widget but the transcripts."""
        now = self._clock.now()
        contestants = self.race.contestants
        if self._explains != any(one.state.phase is Phase.RETRYING for one in contestants):
            self._arrange()
        for column in self._columns:
            if column.display:
                column.show(now, focused=column.index == self._focused, marked=column.index in self._marked)
        self._draw("race-title", lambda width, _: (title_row(self._prompt, self._sent, contestants, width),))
        self._draw("race-tabs", lambda width, _: tab_rows(contestants, self._focused, now, width))
        self._draw("race-results", lambda width, height: result_rows(contestants, self._focused, now, width, height))
        raced_s = seconds_raced(contestants, now)
        self._draw("race-chart", lambda width, height: chart_rows(lines_of(contestants), raced_s, width, height))

    def _draw(self, name: str, rows: Callable[[int, int], tuple[Row, ...]]) -> None:
        lines = self.query_one(f"#{name}", Lines)
        if lines.display:
            lines.show(*rows(*lines.size))

    def action_choose(self, index: int) -> None:
        """A contestant was clicked."""
        self.go_to(index)

    def go(self, by: int) -> None:
        """Go to a contestant further left or right."""
        self.go_to(self._focused + by)

    def go_to(self, index: int) -> None:
        """Go to the contestant at that index."""
        self._focused = index % len(self._columns)
        self._arrange()

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
        self._kept = Kept(self.contestant.label, self._events[self.contestant])
        if self.over:
            self.dismiss(self._kept)
        else:
            self.stop_all()

    def mark(self) -> None:
        """Choose the contestant, or choose it no longer; of three the first is forgotten."""
        if self._focused in self._marked:
            self._marked.remove(self._focused)
        else:
            self._marked = [*self._marked[-1:], self._focused]
        self.draw()

    @property
    def can_compare(self) -> bool:
        """There are two answers to compare."""
        return len(self._compared()) == 2

    def compare(self) -> None:
        """Show two answers word by word."""
        left, right = (self._columns[index].contestant for index in self._compared())
        comparison = compare(self._text(left), self._text(right))
        self.show_comparison(True)
        pane = self.query_one(VerticalScroll)
        rows = comparison_rows(comparison, left.label, right.label, self.size.width - 5)
        self._difference.show(*rows)
        pane.scroll_home(animate=False)
        pane.focus()

    def show_comparison(self, shown: bool) -> None:
        """Show it in place of the answers, or no longer."""
        self.set_class(shown, "-comparing")
        self._arrange()

    def _compared(self) -> list[int]:
        """The places of the two that are compared: those marked; else this one, and the marked one or the next."""
        if len(self._marked) == 2:
            return sorted(self._marked)
        behind = [(self._focused + step) % len(self._columns) for step in range(1, len(self._columns))]
        others = [index for index in (*self._marked, *behind) if index != self._focused]
        pair = [self._focused, *others]
        return sorted([index for index in pair if self.has_text(self._columns[index].contestant)][:2])

    def has_text(self, contestant: Contestant) -> bool:
        """It has said something."""
        return bool(self._text(contestant))

    def _text(self, contestant: Contestant) -> str:
        reply = contestant.state.reply
        return "" if reply is None else str(reply.text)

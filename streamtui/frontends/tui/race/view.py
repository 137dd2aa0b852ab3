"""What is seen of a race: a table of all contestants, a column for the answer of each, and a chart of them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen

from streamtui.core.chat.phase import Phase
from streamtui.core.ports.race import Contestant
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.key_row import fitting_row
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.note_row import NoteRow
from streamtui.frontends.tui.race.chart import chart_rows, lines_of, seconds_raced
from streamtui.frontends.tui.race.column import RaceColumn
from streamtui.frontends.tui.race.diff import compare, comparison_rows
from streamtui.frontends.tui.race.plan import Kept
from streamtui.frontends.tui.race.results import result_rows
from streamtui.frontends.tui.race.rows import HEAD_ROWS, tab_height, tab_rows, title_row
from streamtui.rows.row import Row

COLUMN_CELLS = 36
"""Cells that a column needs at least; with less room some contestants are behind tabs."""
LOW_CHART_ROWS, CHART_ROWS, HIGH_CHART_ROWS = 6, 10, 16
HIGH_FROM, LOW_BELOW, SMALL_BELOW, TINY_BELOW = 50, 32, 21, 10
"""Rows from which the chart is high. Rows under which there are tabs and a small chart, and the table only when all is
over; there is no chart; there is hardly anything."""
LEAST_ROWS, OTHER_ROWS = 4, 5
"""Results leave so many rows to the answers; the question, the keys and the rules between take the others."""


class RaceView(Screen[Kept | None]):
    """Draws contestants as they are now."""

    CSS_PATH = "race.tcss"
    NAME: ClassVar[str] = "Race"
    """What it is called, at the top."""
    ESCAPE_TO_MINIMIZE = False

    def __init__(
        self,
        contestants: Sequence[Contestant],
        now: Callable[[], float],
        title: str,
        *,
        sent: Sequence[str] = (),
        low_bandwidth: bool,
    ) -> None:
        """`now` gives the instant that is shown; `title` is what all are asked, `sent` what goes with it, in short."""
        super().__init__()
        self.now = now
        self.contestants = contestants
        self.low_bandwidth = low_bandwidth
        self.columns = [
            RaceColumn(contestant, index, low_bandwidth=low_bandwidth) for index, contestant in enumerate(contestants)
        ]
        self._asked, self._sent = title, sent
        self._focused = 0
        self._marked: list[int] = []
        self._difference = Lines(fits=True)
        self._explains = False
        """There is room for why a retry is waited for."""

    @property
    def over(self) -> bool:
        """All contestants are."""
        return all(contestant.over for contestant in self.contestants)

    def below(self) -> ComposeResult:
        """What stands over the keys."""
        return ()

    @property
    def below_rows(self) -> int:
        """How many rows that takes."""
        return 0

    def compose(self) -> ComposeResult:
        yield Lines(id="race-title")
        yield Lines(id="race-tabs")
        yield Lines(id="race-results")
        with Horizontal(id="race-columns"):
            yield from self.columns
        with VerticalScroll(id="race-difference"):
            yield self._difference
        yield Lines(id="race-chart")
        yield NoteRow()
        yield from self.below()
        yield Lines(id="race-keys")

    def on_resize(self) -> None:
        self.lay_out()

    def on_screen_resume(self) -> None:
        self.lay_out()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        for column in self.columns:
            if column.transcript is event.widget and column.index != self._focused:
                self._focused = column.index
                self.lay_out()

    @property
    def contestant(self) -> Contestant:
        """The one that the person is at."""
        return self.columns[self._focused].contestant

    @property
    def has_selection(self) -> bool:
        """Something of that one's answer is selected."""
        return self.columns[self._focused].transcript.text_selection is not None

    @property
    def comparing(self) -> bool:
        """Two answers are shown word by word."""
        return self.has_class("-comparing")

    def lay_out(self) -> None:
        """Show as many columns as there is room for, the focused one among them, and what goes below them."""
        width, height = self.size
        shown = min(len(self.columns), max(1, width // COLUMN_CELLS))
        first = max(0, min(self._focused - shown // 2, len(self.columns) - shown))
        for column in self.columns:
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
        tabs.display = shown < len(self.columns) and not (self.comparing or tiny or results.display)
        tabs.styles.height = tab_height(self.contestants, width - 2)
        self._explains = any(one.state.phase is Phase.RETRYING for one in self.contestants)
        head = 1 if tiny else 2 if small else 1 + 2 * self._explains if results.display else HEAD_ROWS
        for column in self.columns:
            column.head.styles.height = head + (not tiny)
        taken = OTHER_ROWS + self.below_rows + head + (chart_height + 1 if chart.display else 0) - small
        results.styles.height = min(len(self.columns) + 1, max(2, height - taken - LEAST_ROWS))
        if not self.comparing:
            self.columns[self._focused].transcript.focus()
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Take what the race is now into every widget but the transcripts."""
        now = self.now()
        contestants = self.contestants
        if self._explains != any(one.state.phase is Phase.RETRYING for one in contestants):
            self.lay_out()
        for column in self.columns:
            if column.display:
                column.show(now, focused=column.index == self._focused, marked=column.index in self._marked)
        self._draw("race-title", lambda width, _: (title_row(self._asked, self._sent, contestants, width, self.NAME),))
        self._draw("race-tabs", lambda width, _: tab_rows(contestants, self._focused, now, width))
        self._draw("race-results", lambda width, height: result_rows(contestants, self._focused, now, width, height))
        raced_s = seconds_raced(contestants, now)
        self._draw("race-chart", lambda width, height: chart_rows(lines_of(contestants), raced_s, width, height))

    def show_keys(self, commands: Sequence[Command[Any]]) -> None:
        """Show those that are possible."""
        keys = self.query_one("#race-keys", Lines)
        keys.show(fitting_row(commands, keys.size.width))

    def _draw(self, name: str, rows: Callable[[int, int], tuple[Row, ...]]) -> None:
        lines = self.query_one(f"#{name}", Lines)
        if lines.display:
            lines.show(*rows(*lines.size))

    def action_choose(self, index: int) -> None:
        """A contestant was clicked."""
        self.look_at(index)

    def go(self, by: int) -> None:
        """Go to a contestant further left or right."""
        self.look_at(self._focused + by)

    def look_at(self, index: int) -> None:
        """Go to the contestant at that index."""
        self._focused = index % len(self.columns)
        self.lay_out()

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
        left, right = (self.columns[index].contestant for index in self._compared())
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
        self.lay_out()

    def _compared(self) -> list[int]:
        """The places of the two that are compared: those marked; else this one, and the marked one or the next."""
        if len(self._marked) == 2:
            return sorted(self._marked)
        behind = [(self._focused + step) % len(self.columns) for step in range(1, len(self.columns))]
        others = [index for index in (*self._marked, *behind) if index != self._focused]
        pair = [self._focused, *others]
        return sorted([index for index in pair if self.has_text(self.columns[index].contestant)][:2])

    def has_text(self, contestant: Contestant) -> bool:
        """It has said something."""
        return bool(self._text(contestant))

    def _text(self, contestant: Contestant) -> str:
        reply = contestant.state.reply
        return "" if reply is None else str(reply.text)

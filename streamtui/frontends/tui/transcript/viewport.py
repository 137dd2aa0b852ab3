"""The part of a conversation that is on the screen: where it stands, what it shows, which of its cells changed."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from streamtui.core.chat.conversation import Message
from streamtui.frontends.tui.transcript.flow import Flow
from streamtui.frontends.tui.transcript.signs import Signs, no_signs
from streamtui.frontends.tui.transcript.why import Verdicts, no_verdicts
from streamtui.markdown.code_block import GOES_ON
from streamtui.rows.row import Row, Run, cells


class Viewport:
    """A window on a flow. While it follows it stays at the end; otherwise what it shows stays put.

    Rows are numbered from the top of the flow, and laying out what is above renumbers them; `origin` counts by how
    much, so `row - origin` names the same row for good (until the width changes).
    """

    def __init__(
        self,
        messages: Sequence[Message],
        width: int,
        height: int,
        signs: Signs = no_signs,
        verdicts: Verdicts = no_verdicts,
        *,
        compact: bool = False,
    ) -> None:
        self.flow = Flow(messages, width, signs, verdicts, compact=compact)
        self.height = height
        self.top = 0
        """The first row that is shown."""
        self.follow = True
        self.origin = 0
        self.step = 1
        """While following, the top moves by so many rows at once."""
        self.shown: list[Row] = []
        self._shown_at = 0
        """The first of them, as `row - origin`."""
        self.mark_cells: range = range(0)
        """Where in the last row the mark of new lines is, which has that row for itself."""
        self._left_end = 0
        """Where the end was when following ended, as `row - origin`."""

    @property
    def last_top(self) -> int:
        """The top at which the end is in sight."""
        return max(0, self.flow.height - self.height)

    @property
    def content_height(self) -> int:
        """Rows that can be scrolled over."""
        return max(self.flow.height, self.top + self.height)

    @property
    def new_lines(self) -> int:
        """Lines out of sight below that came since following ended."""
        if self.follow:
            return 0
        since = self.flow.height - self.origin - self._left_end
        return max(0, min(since, self.flow.height - self.top - self.height))

    def take(self, deadline: float) -> bool:
        """Take in what changed until the deadline (of `perf_counter`); tells whether something is left."""
        while True:
            hold = self._hold() if self.flow.behind and not self.follow else None
            anchor = None if hold is None else self.flow.anchor(hold)
            self.flow.take(deadline)
            if hold is not None and anchor is not None:
                gained = self.flow.row_at(anchor) - hold
                self.top += gained
                self.origin += gained
                hold += gained
            self.settle(hold)
            if not self.flow.behind or perf_counter() > deadline:
                return self.flow.behind

    def scroll(self, top: int) -> None:
        """Show other rows; at the end, follow. Rows seen before and after move by exactly as much as was asked for."""
        self._follow(top >= self.last_top)
        before, self.top = self.top, max(0, top)
        if (top > 0 and abs(top - before) <= self.height) or self.follow:
            self.settle(before)
        else:
            height, origin = self.flow.height, self.origin
            self.settle()
            self.origin = origin + (self.flow.height - height if top < before else 0)

    def stand_as(self, other: Viewport, before: int) -> None:
        """Show what the other one shows, whose messages stand behind so many others here."""
        number = other.flow.number_at(other.top)
        self.scroll(self.flow.top(number + before) + other.top - other.flow.top(number))

    def end(self) -> None:
        """Go to the end and follow it."""
        self._follow(True)
        self.settle()

    def to_message(self, direction: int) -> None:
        """Put the first row of the message before or after (-1, 1) at the top."""
        number = self.flow.number_at(self.top)
        if direction > 0 or self.flow.top(number) == self.top:
            number += direction
        self.scroll(self.flow.top(max(0, number)) if number < len(self.flow.nodes) else self.last_top)

    def show_message(self, number: int) -> None:
        """Put the first row of a message at the top, unless the whole message is in sight."""
        top = self.flow.top(number)
        if top < self.top or top + self.flow.nodes[number].height > self.top + self.height:
            self.scroll(min(top, self.last_top))

    def resize(self, width: int, height: int) -> None:
        """Take another size. What was at the top stays there."""
        anchor = self.flow.anchor(self.top)
        self.height = height
        if width != self.flow.width:
            self.flow.resize(width)
            self.top = self.flow.row_at(anchor)
        self.shown = []
        self.settle()

    def shift_code(self, shift: int | None) -> None:
        """Wrap long lines of code (None), or cut them, that many cells shifted to the left. The top stays."""
        anchor = self.flow.anchor(self.top)
        self.flow.shift_code(shift)
        for _ in range(2):  # the second time with the heights of what is in sight
            self.top = self.flow.row_at(anchor)
            self.settle()

    @property
    def code_goes_on(self) -> bool:
        """Whether a line of code in sight is cut at the right."""
        return any(row[-1] == GOES_ON for row in self.shown if row)

    def settle(self, hold: int | None = None) -> None:
        """Lay out what is in sight, row `hold` (the top, if none is named) keeping its distance from the top."""
        hold = self.top if hold is None else hold
        while True:
            top = self._end_top() if self.follow else max(0, min(self.top, self.last_top))
            height = self.flow.height
            gained = self.flow.settle(top, top + self.height, hold)
            self.origin += gained
            hold += gained
            self.top = top + gained
            if not gained and self.flow.height == height:
                break

    def changed(self, row: int) -> None:
        """The message that has this row took another height."""
        self.flow.update(self.flow.number_at(row))
        self.settle()

    def snap(self) -> None:
        """Go to the very end, if steps left the top beyond it."""
        self.step = 1
        self.settle()

    def draw(self) -> tuple[int, Sequence[int]]:
        """Bring `shown` up to date. Returns by how many rows it moved up, and the lines that changed besides."""
        shown_at = self.top - self.origin
        moved, self._shown_at = shown_at - self._shown_at, shown_at
        before, self.shown = self.shown, self._rows()
        if len(before) != len(self.shown) or abs(moved) >= self.height:
            return 0, range(len(self.shown))
        changed = []
        for line, new in enumerate(self.shown):
            old = before[line + moved] if 0 <= line + moved < len(before) else None
            if old == new:
                self.shown[line] = old
            else:
                changed.append(line)
        return moved, changed

    def _rows(self) -> list[Row]:
        rows = list(self.flow.rows(self.top, self.top + self.height))
        rows += [[] for _ in range(self.height - len(rows))]
        self.mark_cells = range(0)
        if rows and self.new_lines:
            lines = "line" if self.new_lines == 1 else "lines"
            mark = [Run(f" ↓ {self.new_lines:,} new {lines} below · ^End ", "mark")]
            column = max(0, (self.flow.width - cells(mark)) // 2)
            rows[-1] = [Run(" " * column), *mark]
            self.mark_cells = range(column, column + cells(mark))
        return rows

    def _follow(self, follow: bool) -> None:
        if self.follow and not follow:
            self._left_end = self.flow.height - self.origin
        self.follow = follow

    def _hold(self) -> int:
        """The row that stays while messages in sight are laid out: where the second of them begins, if it does."""
        second = self.flow.number_at(self.top) + 1
        if second < len(self.flow.nodes) and (row := self.flow.top(second)) < self.top + self.height:
            return row
        return self.top

    def _end_top(self) -> int:
        return -(-self.last_top // self.step) * self.step

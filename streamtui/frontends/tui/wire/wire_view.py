"""What of the wire is looked at: the rows that a filter leaves, and one of them, or the end, which is followed.

In a replay the end is the instant: the rows behind it are there, so that one can go to them, but have not come yet.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import nullcontext
from itertools import compress

from streamtui.core.chat.events import StreamEvent
from streamtui.core.wire.gaps import Gaps
from streamtui.core.wire.wire_filter import FilterError, parsed
from streamtui.core.wire.wire_log import WireLog
from streamtui.core.wire.wire_terms import Term
from streamtui.frontends.tui.wire.cpu_limit import cpu_limit

_AT_ONCE = 1 << 20
_STEP = 3
"""Rows beyond the sight that are but scrolled to, as by the wheel."""
_SLICE = 400
"""Rows that are asked about at once by a filter that is slow."""
_SLICE_S = 0.1
"""CPU seconds that these may take."""


class WireView:
    """Rows are those of the log; places count those that the filter leaves."""

    def __init__(self, events: Sequence[StreamEvent]) -> None:
        self.log = WireLog(events)
        self.come: int | None = None
        """In a replay: so many of the rows have come."""
        self._gaps = Gaps(self.log)
        self._gaps_so_far = Gaps(self.log)
        self.filter = ""
        """As it was written last."""
        self.fault = ""
        """What is wrong with it, in a sentence; the one before holds then."""
        self.held: int | None = None
        """The row that the person is at; without one the end is followed."""
        self.top = 0
        """The first place in sight."""
        self._term: Term | None = None
        self._found: array[int] = array("L")
        """The rows that it leaves, of those that were asked about."""
        self._asked = 0
        """So many rows were."""

    @property
    def count(self) -> int:
        """How many rows there are to be looked at."""
        return len(self.log) if self._term is None else len(self._found)

    @property
    def behind(self) -> bool:
        """Rows are still to be asked about."""
        return self._term is not None and self._asked < len(self.log)

    @property
    def row(self) -> int | None:
        """The row that is looked at."""
        return self.row_at(self.place) if self.count and self.place >= 0 else None

    @property
    def place(self) -> int:
        """Its place; where the filter left it out that of the next one; -1 before the first has come."""
        last = max(0, self.count - 1)
        if self.held is not None:
            return min(last, self.place_of(self.held))
        return last if self.come is None else min(last, self.place_of(self.come) - 1)

    def row_at(self, place: int) -> int:
        """The row at a place."""
        return place if self._term is None else self._found[place]

    def place_of(self, row: int) -> int:
        """The place of a row, or of the first behind it."""
        return row if self._term is None else bisect_left(self._found, row)

    def take(self) -> None:
        """Take in what came."""
        self.log.take()
        if self._term is not None and not self._term.slow:
            self.ask()

    def stand(self, come: int) -> None:
        """In a replay: so many of the rows have come by the instant that it is at, and the last is looked at."""
        if come != self.come:
            self.come, self.held = come, None

    def has_come(self, row: int) -> bool:
        """It is not one of those that come later."""
        return self.come is None or row < self.come

    @property
    def gaps(self) -> Gaps:
        """Those that have come."""
        if self.come is not None and self.come < self._gaps_so_far.taken:
            self._gaps_so_far = Gaps(self.log)
        self._gaps_so_far.take(self.come)
        return self._gaps_so_far

    def ask(self) -> None:
        """Ask the filter about rows that it was not asked about: all, or if it is slow some of them."""
        if (term := self._term) is None:
            return
        first = max(0, self._asked - term.reach)
        last = min(len(self.log), self._asked + (_SLICE if term.slow else _AT_ONCE))
        del self._found[bisect_left(self._found, first) :]
        try:
            with cpu_limit(_SLICE_S) if term.slow else nullcontext():
                self._found.extend(compress(range(first, last), term.mask(self.log, first, last)))
        except FilterError as error:
            self.narrow("")
            self.fault = str(error)
        self._asked = last

    def narrow(self, text: str) -> None:
        """Leave only those rows; a filter that can't be read leaves things as they are, and says why."""
        self.filter, self.fault = text, ""
        try:
            term = parsed(text)
        except FilterError as error:
            self.fault = str(error)
            return
        self._term, self._found, self._asked = term, array("L"), 0
        self.take()

    def hold(self, row: int) -> None:
        """Look at a row, and stay there."""
        self.held = row

    def follow(self) -> None:
        """Look at the last row, whatever comes."""
        self.held = None

    def move(self, by: int) -> None:
        """Go so many places on, or back; beyond the last one the end is followed."""
        place = self.place + by
        if not self.count or (place < 0 and self.row is None):
            return
        if place >= self.count and self.held is not None and self.place == self.count - 1:
            self.follow()
        else:
            self.hold(self.row_at(max(0, min(place, self.count - 1))))

    def to_gap(self, by: int) -> bool:
        """Go to the next shorter gap of the longest, or the next longer (1, -1); tells whether there is one."""
        self._gaps.take()
        ends = [row for row in self._gaps.longest if self._shows(row)]
        if not ends:
            return False
        here = self.row
        at = ends.index(here) + by if here in ends and (self.held is not None or self.come is not None) else 0
        self.hold(ends[max(0, min(at, len(ends) - 1))])
        return True

    def in_sight(self, height: int) -> range:
        """The places in sight in so many rows of the screen, the one that is looked at among them.

        After a leap some of what came before it are, too.
        """
        place, count = self.place, self.count
        if not -_STEP <= place - self.top < height + _STEP:
            self.top = place - height // 3
        self.top = max(0, min(self.top, max(0, place), count - height), place - height + 1)
        return range(self.top, min(count, self.top + height))

    def _shows(self, row: int) -> bool:
        place = self.place_of(row)
        return place < self.count and self.row_at(place) == row

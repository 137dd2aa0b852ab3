"""Which requests are listed, in which order, and which of them the person is at.

To take one in is cheap, whatever is listed: the order is made anew when it is asked for.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from operator import attrgetter

from streamtui.core.ports.tap import Stage, Tapped
from streamtui.frontends.tui.tap.tapped_filter import FilterError, Term, parsed

MOST = 10_000
"""Requests that are listed; those before them are in their recordings."""
_AT_ONCE = 500
"""So many of the oldest go at once."""
_number = attrgetter("number")


class RequestList:
    """The newest is followed, until the person goes to another one."""

    def __init__(self) -> None:
        self._all: list[Tapped] = []
        self._waiting: list[Tapped] = []
        """What came while it is paused."""
        self._cleared: list[Tapped] = []
        """What was taken from the list last, to be brought back."""
        self._known: set[int] = set()
        """The numbers of all that are listed, or wait."""
        self.came = 0
        """How many came, listed or not."""
        self._going: dict[int, int] = {}
        """Of each number that is not over the thread that it was laid out in."""
        self._rows: Sequence[Tapped] = ()
        self._last = 0
        """The newest number that is shown."""
        self._stale = False
        """The rows are to be made anew."""
        self._places: dict[int, int] = {}
        """Of each number its row; of one that is folded in, that of the first of its thread."""
        self._sizes: dict[int, int] = {}
        """Of each thread how many of it are listed."""
        self.failed = 0
        """How many of those that are listed, or wait."""
        self.paused = False
        self.grouped = True
        """Those of a thread stand together."""
        self._folded: set[int] = set()
        """Threads of which only the first is shown."""
        self._held: int | None = None
        """The number that the person is at; without one the newest is followed."""
        self.marked: list[Tapped] = []
        """Those that are to be seen side by side."""
        self.top = 0
        """The first row in sight."""
        self.filter = ""
        """As it was written last."""
        self.fault = ""
        """What is wrong with it, in a sentence; the one before holds then."""
        self._term: Term | None = None
        self._settled: dict[int, bool] = {}
        """Of those that are over, whether the filter leaves them."""

    def take(self, tapped: Tapped) -> None:
        """One came, or went further."""
        if tapped.number not in self._known:
            self._known.add(tapped.number)
            self.came += 1
            held = self._waiting if self.paused else self._all
            insort(held, tapped, key=_number)  # of some that came at the same time the last may be told of first
            if len(held) > MOST + _AT_ONCE:
                self._known.difference_update(one.number for one in held[:_AT_ONCE])
                self.failed -= _failed(held[:_AT_ONCE])
                del held[:_AT_ONCE]
            self._stale = not self.paused or self._stale
            self._going[tapped.number] = tapped.thread
        elif self._term is not None or self._going.get(tapped.number, tapped.thread) != tapped.thread:
            self._stale = True  # it is only known by now of which thread it is
            self._going[tapped.number] = tapped.thread
        if tapped.stage.over and self._going.pop(tapped.number, None) is not None:
            self.failed += tapped.stage is Stage.FAILED

    @property
    def all(self) -> Sequence[Tapped]:
        """All that are listed, in the order in which they came, whatever the filter leaves."""
        return self._all

    @property
    def running(self) -> int:
        """How many of all that came are not over."""
        return len(self._going)

    @property
    def waiting(self) -> int:
        """How many are held back."""
        return len(self._waiting)

    @property
    def rows(self) -> Sequence[Tapped]:
        """Those that are shown, in their order."""
        if self._stale:
            self._stale = False
            self._lay_out()
        return self._rows

    @property
    def chosen(self) -> Tapped | None:
        """The one that the person is at."""
        place = self.place
        return self._rows[place] if place >= 0 else None

    @property
    def follows(self) -> bool:
        """It is the newest, whatever comes."""
        return self._held is None

    @property
    def place(self) -> int:
        """Its row; -1 where there is none."""
        rows = self.rows
        if not rows:
            return -1
        if self._held is None:
            return self._places[self._last]
        if (place := self._places.get(self._held)) is not None:
            return place
        after = [number for number in self._places if number > self._held]
        return self._places[min(after, default=self._last)]

    def thread_size(self, tapped: Tapped) -> int:
        """How many of its thread are listed."""
        return self._sizes.get(tapped.thread, 1)

    def before(self, tapped: Tapped) -> Tapped | None:
        """The last one of its thread that came before it and is listed."""
        earlier = self._all[: bisect_left(self._all, tapped.number, key=_number)]
        return next((one for one in reversed(earlier) if one.thread == tapped.thread), None)

    def is_folded(self, tapped: Tapped) -> bool:
        """Of its thread only this one is shown."""
        return self.grouped and tapped.thread in self._folded and self.thread_size(tapped) > 1

    def is_under(self, place: int) -> bool:
        """The row before belongs to the same thread."""
        rows = self.rows
        return self.grouped and place > 0 and rows[place - 1].thread == rows[place].thread

    def hold(self, place: int) -> None:
        """Go to a row, and stay there."""
        if rows := self.rows:
            self._held = rows[max(0, min(place, len(rows) - 1))].number

    def follow(self) -> None:
        """Go to the newest, whatever comes."""
        self._held = None

    def move(self, by: int) -> None:
        """Go so many rows on, or back; beyond the last one the newest is followed."""
        place = self.place
        if place < 0:
            return
        if self._held is not None and place + by >= len(self.rows) > 0 and place == len(self.rows) - 1:
            self.follow()
        else:
            self.hold(place + by)

    def in_sight(self, height: int) -> range:
        """The rows in sight, where there is room for so many; that of the person is among them."""
        count, place = len(self.rows), max(0, self.place)
        self.top = max(0, min(self.top, place, count - height), place - height + 1)
        return range(self.top, min(count, self.top + height))

    def narrow(self, text: str) -> None:
        """Leave only those; a filter that can't be read leaves things as they are, and says why."""
        self.filter, self.fault = text, ""
        try:
            self._term = parsed(text)
        except FilterError as error:
            self.fault = str(error)
            return
        self._settled, self._stale = {}, True

    def pause(self, paused: bool) -> None:
        """Hold back what comes, or show what was held back."""
        self.paused = paused
        if not paused:
            self._all = sorted([*self._all, *self._waiting], key=_number)
            self._waiting = []
            self._stale = True

    def clear(self) -> int:
        """Take all that are over from the list; tells how many."""
        over = [tapped for tapped in self._all if tapped.stage.over]
        if over:
            self._cleared = over
            self.failed -= _failed(over)
            self._all = [tapped for tapped in self._all if not tapped.stage.over]
            self.marked = [tapped for tapped in self.marked if not tapped.stage.over]
            self._stale = True
        return len(over)

    @property
    def can_bring_back(self) -> bool:
        """Some were taken from the list."""
        return bool(self._cleared)

    def bring_back(self) -> None:
        """Have in the list again what was taken from it last."""
        self._all = sorted([*self._cleared, *self._all], key=_number)
        self.failed += _failed(self._cleared)
        self._cleared, self._stale = [], True

    def group(self, grouped: bool) -> None:
        """Have those of a thread stand together, or all in the order in which they came."""
        self.grouped, self._stale = grouped, True

    def fold(self, *, folded: bool) -> None:
        """Show of the thread that the person is at the first one alone, or all of it."""
        if (tapped := self.chosen) is not None:
            (self._folded.add if folded else self._folded.discard)(tapped.thread)
            self._stale = True

    def mark(self) -> None:
        """Choose the one that the person is at to be seen beside others, or choose it no longer."""
        if (tapped := self.chosen) is not None:
            if tapped in self.marked:
                self.marked.remove(tapped)
            else:
                self.marked.append(tapped)

    def _lay_out(self) -> None:
        shown = self._all if self._term is None else [one for one in self._all if self._leaves(one, self._term)]
        self._last = shown[-1].number if shown else 0
        groups: dict[int, list[Tapped]] = {}
        for tapped in shown:
            groups.setdefault(tapped.thread, []).append(tapped)
        self._sizes = {thread: len(members) for thread, members in groups.items()}
        if not self.grouped:
            self._rows = list(shown)
            self._places = {tapped.number: place for place, tapped in enumerate(shown)}
            return
        rows: list[Tapped] = []
        places: dict[int, int] = {}
        for thread, members in groups.items():
            if thread in self._folded:
                places.update(dict.fromkeys((one.number for one in members), len(rows)))
                rows.append(members[0])
            else:
                places.update((one.number, place) for place, one in enumerate(members, len(rows)))
                rows += members
        self._rows, self._places = rows, places

    def _leaves(self, tapped: Tapped, term: Term) -> bool:
        if (known := self._settled.get(tapped.number)) is not None:
            return known
        leaves = term(tapped)
        if tapped.stage.over:
            self._settled[tapped.number] = leaves
        return leaves


def _failed(some: Sequence[Tapped]) -> int:
    return sum(tapped.stage is Stage.FAILED for tapped in some)

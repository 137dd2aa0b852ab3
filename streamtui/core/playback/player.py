"""Plays a chat: where it is now, by a clock that was injected. Instants are counted from one start, never added up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import inf
from typing import Generic, Protocol, TypeVar

from streamtui.core.chat.events import StreamEvent
from streamtui.core.playback.axis import Axis
from streamtui.core.playback.marks import Mark, Marks
from streamtui.core.ports.clock import Clock

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 25.0, 100.0, inf)
"""Times the speed at which it came; the last is all at once."""
_JUST_PASSED_S = 1.0
"""While it plays, a mark that was passed so short a time ago is not gone back to."""


class Played(Protocol):
    """Events, and what they make at any place of them."""

    @property
    def events(self) -> Sequence[StreamEvent]:
        """May grow."""
        ...

    @property
    def index(self) -> int:
        """How many of them have happened."""
        ...

    def seek(self, index: int) -> None:
        """Go to where so many have happened; clipped."""
        ...


class Marking(Protocol):
    """What can be gone to in them."""

    @property
    def all(self) -> list[Mark]:
        """In their order."""
        ...

    def take(self, events: Sequence[StreamEvent]) -> None:
        """Take in what came."""
        ...


P = TypeVar("P", bound=Played, covariant=True)


class Player(Generic[P]):
    """Stands somewhere in the events, or moves on."""

    def __init__(self, playback: P, clock: Clock, idle_s: float | None = None, marks: Marking | None = None) -> None:
        """Silences are played `idle_s` at most."""
        self.playback = playback
        self.axis = Axis(idle_s)
        self.marks: Marking = Marks() if marks is None else marks
        self.speed = 1.0
        self.playing = False
        self._clock = clock
        self._at = 0.0
        """The instant it stands at, in seconds since the beginning."""
        self._started = 0.0
        self._from = 0.0
        """What was played when the clock showed that it started."""
        self.take()

    def take(self) -> None:
        """Take in what came."""
        self.axis.take(self.playback.events)
        self.marks.take(self.playback.events)

    @property
    def place(self) -> int:
        """How many events have happened."""
        return self.playback.index

    @property
    def at(self) -> float:
        """The instant, in seconds since the beginning."""
        return self._at

    @property
    def now(self) -> float:
        """The instant by the clock of the events."""
        return self.axis.first_at + self._at

    @property
    def at_end(self) -> bool:
        """Nothing comes behind it."""
        return self.place == self.axis.end

    @property
    def last_mark(self) -> Mark | None:
        """The mark that it stands at, or else the one before."""
        number = bisect_right(self.marks.all, self.place, key=lambda mark: mark.place)
        return self.marks.all[number - 1] if number else None

    def tick(self) -> None:
        """Move on to where it is by now."""
        if self.playing:
            passed_s = self._clock.now() - self._started
            played = inf if self.speed == inf else self._from + passed_s * self.speed
            if played >= self.axis.played_s:
                self._stand(self.axis.end, self.axis.at(self.axis.end))
                self.playing = False
            else:
                at = max(self._at, self.axis.instant(played))
                self._stand(max(self.place, self.axis.place_at(at)), at)

    def play(self) -> None:
        """Go on; from the end, begin again."""
        if self.at_end:
            self._stand(0, 0.0)
        self.playing = True
        self._start()

    def pause(self) -> None:
        """Stand where it is."""
        self.tick()
        self.playing = False

    def seek_place(self, place: int) -> None:
        """Go where so many events have happened."""
        place = max(0, min(place, self.axis.end))
        self._go(place, self.axis.at(place))

    def seek_played(self, played: float) -> None:
        """Go to where it is after so many seconds of playing; clipped."""
        at = self.axis.instant(max(0.0, min(played, self.axis.played_s)))
        self._go(self.axis.place_at(at), at)

    def seek_by(self, played_s: float) -> None:
        """Go on or back by so many seconds of playing."""
        self.tick()
        self.seek_played(self.axis.played_at(self._at) + played_s)

    def step(self, by: int) -> None:
        """Go a chunk on or back (1, -1), and stand there."""
        self.pause()
        self.seek_place(self.axis.step(self.place, by))

    def to_mark(self, by: int) -> Mark | None:
        """Go to the next mark, or the one before (1, -1)."""
        self.tick()
        found: Mark | None = None
        if by > 0:
            found = next((mark for mark in self.marks.all if mark.place > self.place), None)
        else:
            played = self.axis.played_at(self._at)
            for mark in self.marks.all:
                passed_s = played - self.axis.played_at(self.axis.at(mark.place))
                if mark.place >= self.place or (self.playing and passed_s < _JUST_PASSED_S * self.speed):
                    break
                found = mark
        if found is not None:
            self.seek_place(found.place)
        return found

    def change_speed(self, by: int) -> None:
        """Faster or slower (1, -1)."""
        self.tick()
        self.speed = SPEEDS[max(0, min(SPEEDS.index(self.speed) + by, len(SPEEDS) - 1))]
        self._start()

    def limit(self, idle_s: float | None) -> None:
        """Play silences so long at most, or as long as they were."""
        self.tick()
        self.axis.limit(idle_s)
        self._start()

    def _go(self, place: int, at: float) -> None:
        self._stand(place, at)
        self._start()

    def _stand(self, place: int, at: float) -> None:
        self._at = at
        self.playback.seek(place)

    def _start(self) -> None:
        self._started, self._from = self._clock.now(), self.axis.played_at(self._at)

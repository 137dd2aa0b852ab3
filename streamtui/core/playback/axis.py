"""Where the events of a chat are: in time, played or as it was, by chunks, and by the steps between them.

Long silences can be played shorter. That changes what is played, never the instants.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from streamtui.core.chat import events as ev
from streamtui.core.chat.events import StreamEvent

_WORDS = frozenset((ev.TextDelta, ev.ReasoningDelta, ev.RefusalDelta))
_STEPS = frozenset(
    (
        *ev.OPENINGS,
        ev.ChunkReceived,
        ev.RequestSent,
        ev.ResponseStarted,
        ev.RetryScheduled,
        ev.StallNoticed,
        ev.NoticeIssued,
        ev.MarkSet,
        ev.ApprovalAsked,
        ev.ToolCallApproved,
        ev.ToolCallRefused,
        ev.ToolCallStarted,
        ev.ToolCallFinished,
        ev.TurnFinished,
        ev.TurnFailed,
    )
)
"""What makes a step: a chunk with all that was said in it, and whatever else is seen."""


class Axis:
    """Takes the events in as they come. A place is the number of the events before it."""

    def __init__(self, idle_s: float | None = None) -> None:
        """`idle_s`: a silence is played so long at most."""
        self.idle_s = idle_s
        self.ats = array("d")
        """The instant of each event, in seconds since the first; none is before the one that stands before it."""
        self._first_at = 0.0
        self._steps = array("L")
        self._chunks = array("L")
        self._written = array("d", (0.0,))
        """Characters that came before each place."""
        self._played: array[float] | None = None

    def take(self, events: Sequence[StreamEvent]) -> None:
        """Take in what came; those that were taken stand before it."""
        taken = len(self.ats)
        if taken == len(events):
            return
        self._first_at = events[0].at
        latest, written = (self.ats[-1] if taken else 0.0), self._written[-1]
        for place in range(taken, len(events)):
            event = events[place]
            kind = type(event)
            latest = max(latest, event.at - self._first_at)
            self.ats.append(latest)
            if kind in _STEPS:
                begins = place  # with the reads that brought it, which bear its instant
                while begins and type(events[begins - 1]) is ev.BytesReceived:
                    begins -= 1
                self._steps.append(begins)
                if kind is ev.ChunkReceived:
                    self._chunks.append(place)
            elif kind in _WORDS:
                written += len(event.text)  # type: ignore[union-attr]
            elif kind is ev.ToolCallDelta:
                written += len(event.arguments)  # type: ignore[union-attr]
            self._written.append(written)
        self._played = None

    @property
    def end(self) -> int:
        """The last place."""
        return len(self.ats)

    @property
    def first_at(self) -> float:
        """The instant of the first event, by the clock of the events."""
        return self._first_at

    def at(self, place: int) -> float:
        """The instant of a place, in seconds since the beginning: that of the event before it."""
        return self.ats[place - 1] if place else 0.0

    # Time

    @property
    def played_s(self) -> float:
        """How long all of it is played."""
        return self._times()[-1] if self.ats else 0.0

    def played_at(self, at: float) -> float:
        """When that instant is played."""
        times = self._times()
        place = bisect_right(self.ats, at) - 1
        if place < 0:
            return 0.0
        since_s = max(0.0, at - self.ats[place])
        return times[place] + (since_s if self.idle_s is None else min(since_s, self.idle_s))

    def instant(self, played: float) -> float:
        """What instant is played then."""
        times = self._times()
        place = bisect_right(times, played) - 1
        return 0.0 if place < 0 else self.ats[place] + played - times[place]

    def place_at(self, at: float) -> int:
        """The place behind all that had happened at that instant."""
        return bisect_right(self.ats, at)

    @property
    def skipped_s(self) -> float:
        """How much silence is not played."""
        return self.ats[-1] - self.played_s if self.ats else 0.0

    def limit(self, idle_s: float | None) -> None:
        """Play silences so long at most, or as long as they were."""
        self.idle_s, self._played = idle_s, None

    def _times(self) -> array[float]:
        """When each event is played."""
        if self.idle_s is None:
            return self.ats
        if self._played is None:
            limit, ats = self.idle_s, self.ats
            gaps = (min(limit, after - before) for before, after in pairwise(ats))
            self._played = array("d", accumulate(gaps, initial=0.0))
        return self._played

    # Chunks and steps

    @property
    def chunks(self) -> int:
        """How many there are."""
        return len(self._chunks)

    def chunks_before(self, place: int) -> int:
        """How many of the chunks came before that place."""
        return bisect_left(self._chunks, place)

    def place_of_chunk(self, number: int) -> int:
        """The place behind so many chunks, with all that was said in the last of them."""
        if number >= len(self._chunks):
            return self.end
        return self._step_after(self._chunks[number - 1]) if number > 0 else 0

    def step(self, place: int, by: int) -> int:
        """The place a step before or after (-1, 1) that one."""
        if by > 0:
            return self._step_after(place)
        number = bisect_left(self._steps, place)
        return self._steps[number - 1] if number else 0

    def _step_after(self, place: int) -> int:
        number = bisect_right(self._steps, place)
        return self._steps[number] if number < len(self._steps) else self.end

    def written(self, first: int, last: int) -> float:
        """Characters that came between two places."""
        return self._written[last] - self._written[first]

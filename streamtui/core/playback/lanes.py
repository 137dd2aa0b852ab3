"""Several chats on one axis, as a race that happened: each is at any instant what its own events up to then make it.

Recordings of their own begin together; those that were recorded together keep how they stood to each other.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence

from msgspec.structs import replace

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.playback.marks import Mark, Marks
from streamtui.core.playback.playback import Playback


class Lanes:
    """Goes to a place in all of their events, in the order in which they happened."""

    def __init__(self, lanes: Sequence[Sequence[StreamEvent]]) -> None:
        """They are on one clock: see `together`."""
        self.playbacks = [Playback(lane) for lane in lanes]
        ordered = sorted(
            (event.at, number, place) for number, lane in enumerate(lanes) for place, event in enumerate(lane)
        )
        self.events: Sequence[StreamEvent] = [lanes[number][place] for _, number, place in ordered]
        self.places = [array("L") for _ in lanes]
        """Of the events of each lane, where they are among all."""
        for index, (_, number, _place) in enumerate(ordered):
            self.places[number].append(index)
        self.index = 0

    def seek(self, index: int) -> None:
        """Go to where the first `index` of all events have happened; clipped."""
        self.index = max(0, min(index, len(self.events)))
        for playback, places in zip(self.playbacks, self.places, strict=True):
            playback.seek(bisect_left(places, self.index))

    def over(self, number: int) -> bool:
        """All of that lane has happened."""
        return self.playbacks[number].index == len(self.places[number])


class LaneMarks:
    """What can be gone to in lanes, each mark with the name of its lane."""

    def __init__(self, lanes: Lanes, names: Sequence[str], stall_s: float = STALL_WARN_S) -> None:
        self.all: list[Mark] = []
        for playback, places, name in zip(lanes.playbacks, lanes.places, names, strict=True):
            (marks := Marks(stall_s)).take(playback.events)
            self.all += [
                Mark(places[mark.place - 1] + 1, mark.kind, f"{name}, {mark.about}" if mark.about else name)
                for mark in marks.all
            ]
        self.all.sort(key=lambda mark: mark.place)

    def take(self, _events: Sequence[StreamEvent]) -> None:
        """Lanes do not grow."""


def together(recordings: Sequence[Sequence[Sequence[StreamEvent]]]) -> list[Sequence[StreamEvent]]:
    """The lanes of all recordings, each recording beginning at 0; instants never go back in a lane."""
    lanes: list[Sequence[StreamEvent]] = []
    for recording in recordings:
        start = min((lane[0].at for lane in recording if lane), default=0.0)
        for lane in recording:
            latest = 0.0
            moved: list[StreamEvent] = []
            for event in lane:
                latest = max(latest, event.at - start)
                moved.append(replace(event, at=latest))
            lanes.append(moved)
    return lanes

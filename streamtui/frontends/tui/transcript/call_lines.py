"""Lines of calls that grow: one each, made when it is looked at."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.growing_text import GrowingText
from streamtui.frontends.tui.transcript.stack import Leaf
from streamtui.rows.row import Row, clip, clip_start

CURSOR = "▌"
EXCERPT = 400
"""Characters of a text that are kept at either end; more than a row shows."""
Call = TypeVar("Call")


@dataclass(slots=True)
class Excerpt:
    """The two ends of a growing text, so that a frame costs what is new and not what is there."""

    cursor: int = 0
    start: str = ""
    end: str = ""

    def row_text(self, text: GrowingText, width: int, *, writing: bool) -> str:
        """While it is written its end, later its start."""
        self._take(text)
        shown = display_safe(self.end if writing else self.start, keep_newlines=False)
        if writing and len(text) > len(self.end):
            shown = "…" + shown
        return clip_start(shown, width - 1) + CURSOR if writing else clip(shown, width)

    def _take(self, text: GrowingText) -> None:
        if not text.grew_since(self.cursor):  # it is another one, such as an earlier one
            self.cursor, self.start, self.end = 0, "", ""
        new = text.since(self.cursor)
        self.cursor = text.cursor
        if len(self.start) < EXCERPT:
            self.start = (self.start + new)[:EXCERPT]
        self.end = (self.end + new)[-EXCERPT:]


@dataclass(slots=True)
class Line(Generic[Call]):
    """A call, and what is kept of its text."""

    call: Call
    excerpt: Excerpt = field(default_factory=Excerpt)


class CallLines(Leaf, Generic[Call]):
    """A line for each of some calls.

    A row is made when it is looked at, so that calls out of sight cost nothing, however many they are.
    """

    def __init__(self, calls: Sequence[Call], width: int) -> None:
        self._calls = calls
        self._lines: list[Line[Call]] = []
        self._column = 0
        """Cells of the longest name so far."""
        self.height = 0
        self.resize(width)

    @abstractmethod
    def _name_cells(self, call: Call) -> int:
        """How wide its name is; that may come in pieces."""

    @abstractmethod
    def _row(self, line: Line[Call]) -> Row: ...

    def rows(self, first: int, last: int) -> list[Row]:
        first, last = max(0, first), max(0, last)
        for place in range(first, min(last, len(self._lines))):
            if self._lines[place].call is not self._calls[place]:  # they were sorted
                self._lines[place] = Line(self._calls[place])
        shown = self._lines[first:last]
        self._make_room(shown)
        return [self._row(line) for line in shown]

    def resize(self, width: int) -> None:
        self._width = width
        self.refresh()

    def begin_anew(self) -> None:
        """The calls are earlier ones than were taken in."""
        self._lines.clear()
        self._column = 0

    def refresh(self) -> None:
        """Take in the calls that are new."""
        known = len(self._lines)
        if known and (len(self._calls) < known or self._calls[known - 1] is not self._lines[-1].call):
            self.begin_anew()
            known = 0
        self._lines += [Line(call) for call in self._calls[known:]]
        self._make_room(self._lines[known:])
        self.height = len(self._lines)

    def _make_room(self, lines: Sequence[Line[Call]]) -> None:
        """Let the names' column be as wide as these need it."""
        self._column = max([self._column, *(self._name_cells(line.call) for line in lines)])

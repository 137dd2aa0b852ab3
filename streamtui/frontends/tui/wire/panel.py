"""The wire's panel: the list of what went over it, one row of that whole, and the field for the filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message
from textual.widgets import Input

from streamtui.core.chat.events import RequestPrepared, StreamEvent
from streamtui.core.words.figures import count, plural
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import ACCENT, BAD, BRIGHT, DIM, LABEL
from streamtui.frontends.tui.kit.search_field import SearchField
from streamtui.frontends.tui.wire.detail import Detail, Shows
from streamtui.frontends.tui.wire.list_rows import counted, shown_text, title_row, wire_row
from streamtui.frontends.tui.wire.wire_rows import WireRows
from streamtui.frontends.tui.wire.wire_view import WireView
from streamtui.rows.row import Row, Run, cells, clip_row, spread

ACROSS_FROM = 110
"""Columns from which the row stands beside the list."""
GRAMMAR = "words, ~k text, ~gap >250ms, ~size >1k, ~t 1s..2s, ~call 1, ~b regex, & | ! ( )"
"""What a filter may be made of."""
_LEAST_LAST_ROWS = 4
_NEXT_SLICE_S = 0.01
_HERE, _BLANK = Run("▎", ACCENT), Run(" ")


class WirePanel(Vertical):
    """Follows the stream, and stays where the person is."""

    @dataclass
    class Chosen(Message):
        """The person chose a row."""

        event_index: int
        """The number of its event in the conversation."""
        row: int
        """Its number in the log."""

    @dataclass
    class RoomAsked(Message):
        """All the room is wanted, or no more."""

    def __init__(
        self,
        events: Callable[[], Sequence[StreamEvent]],
        stall_s: float,
        happened: Callable[[], int] | None = None,
        **options: Any,
    ) -> None:
        """`events` gives those of the conversation; while it gives the same list, that may only have grown.

        Longer gaps than `stall_s` are red.
        `happened` gives, in a replay, how many of them have happened by the instant that it is at.
        """
        super().__init__(**options)
        self._events, self._stall_s, self._happened = events, stall_s, happened
        self.view = WireView(())
        self.shows = Shows.TREE
        self.list = WireRows(id="wire-list")
        self.detail = WireRows(id="wire-detail")
        self.field = SearchField(GRAMMAR, ())
        self._line = 0
        """The line of the detail that is looked at."""
        self._detail_top = 0
        self._detail: Detail | None = None
        self._detail_of: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        yield Lines(id="wire-head")
        yield self.field
        with Container(id="wire-body"):
            yield self.list
            yield self.detail

    def on_resize(self) -> None:
        self.set_class(self.size.width >= ACROSS_FROM, "-across")
        self.call_after_refresh(self.draw)

    @on(Lines.Resized)
    def draw(self) -> None:
        """Take in what came, and draw it, if it can be seen."""
        if not (self.display and self.size.width):
            return
        self.take()
        if self._happened is not None:
            self.view.stand(self.view.log.rows_before(self._happened()))
        self._draw_list()
        self._draw_detail()
        self._draw_head()
        if self.view.behind:
            self.set_timer(_NEXT_SLICE_S, self._ask_on)

    def take(self) -> None:
        """Take in what came, seen or not."""
        events = self._events()
        if events is not self.view.log.events:
            before, self.view = self.view, WireView(events)
            self.view.narrow(before.filter)
        self.view.take()

    def last_rows(self, reply: str, place: int, width: int, height: int) -> Sequence[Row]:
        """The last rows of what brought a reply, under their titles: at most `height`, or none.

        The reply is found by its id, or by its place among the replies.
        """
        if height < _LEAST_LAST_ROWS:
            return ()
        self.take()
        log = self.view.log
        if (exchange := log.exchange_for(reply, place)) is None:
            return ()
        last = log.rows_of(exchange)[1 - height :]
        return (title_row(width, "WIRE"), *(wire_row(log, row, width, self._stall_s, here=False) for row in last))

    def _ask_on(self) -> None:
        """A filter that is slow is asked about some more rows, so that keys are taken in between."""
        if self.view.behind:
            self.view.ask()
            self.draw()

    def _draw_list(self) -> None:
        width, height = self.list.size
        view, row = self.view, self.view.row
        rows = [
            wire_row(view.log, one, width, self._stall_s, here=one == row, later=not view.has_come(one))
            for one in map(view.row_at, view.in_sight(max(1, height - 1)))
        ]
        if not rows:
            none = "No row is like that." if view.filter and len(view.log) else "Nothing went over the wire yet."
            rows = [clip_row((Run(f"  {none}", DIM),), width)]
        self.list.show(title_row(width), *rows)

    def _draw_detail(self) -> None:
        width, height = self.detail.size
        if not width or height < 2:
            return
        if (detail := self._laid_out(width - 1)) is None:
            self.detail.show()
            return
        room, has_focus = height - 1, self.detail.has_focus
        self._line = max(0, min(self._line, detail.height - 1))
        at = self._line if has_focus else self._detail_top
        self._detail_top = max(0, min(self._detail_top, at, detail.height - room), at - room + 1)
        rows = detail.rows(self._detail_top, min(detail.height, self._detail_top + room))
        here = self._line - self._detail_top if has_focus else -1
        shown = [(_HERE if number == here else _BLANK, *row) for number, row in enumerate(rows)]
        self.detail.show((_BLANK, *detail.title), *shown)

    def _laid_out(self, width: int) -> Detail | None:
        """The row that is looked at, whole; kept as long as it is the same."""
        view = self.view
        if (row := view.row) is None:
            self._detail, self._detail_of = None, ()
            return None
        grows = (len(view.log), view.come) if self.shows is Shows.GAPS else (view.log.size[row], view.log.carries[row])
        of = (view, row, self.shows, width, grows)
        if of != self._detail_of:
            self._detail = Detail(view.log, row, lambda: view.gaps, self._stall_s, self.shows, width)
            if self._detail_of[:3] != of[:3]:
                self._line = self._detail_top = self._detail.matters
            self._detail_of = of
        return self._detail

    def _draw_head(self) -> None:
        head, view = self.query_one("#wire-head", Lines), self.view
        width, total = head.size.width, len(view.log)
        place = "following" if view.held is None and view.come is None else f"{view.place + 1:,} of {view.count:,}"
        right = (Run(f"{place}  {self.shows.value}", DIM),)
        left: list[Run] = [Run("WIRE", LABEL), Run("  ")]
        if view.fault:
            left.append(Run(f"✗ {shown_text(view.fault)}", BAD))
        elif view.filter.strip():
            left.append(Run(f"{count(view.count)} of {plural(total, 'row')}", BRIGHT))
            left.append(Run(f"  {shown_text(view.filter)}" if not self.field.display else "", DIM))
            left.append(Run("  searching…" if view.behind else "", DIM))
        else:
            left.append(Run(counted(view.log, width - cells(left) - cells(right)), DIM))
        head.show(clip_row(tuple(left), width) if view.fault else spread(tuple(left), right, width))

    @on(WireRows.Pressed)
    def _press(self, event: WireRows.Pressed) -> None:
        if event.rows is self.detail:
            self._line = max(0, self._detail_top + event.line - 1)
        elif (place := self.view.top + event.line - 1) < self.view.count and event.line > 0:
            self.choose(self.view.row_at(place))
        self.draw()

    @on(WireRows.Wheeled)
    def _wheel(self, event: WireRows.Wheeled) -> None:
        if event.rows is self.detail and not self.detail.has_focus:
            self._detail_top += event.by
            self.draw()
        else:
            self._move(event.rows, event.by)

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self.view.narrow(event.value)
        self.field.set_class(bool(self.view.fault), "-wrong")
        self.draw()

    @on(Input.Submitted)
    def _narrowed(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()

    def on_descendant_focus(self) -> None:
        self.call_after_refresh(self.draw)

    def on_descendant_blur(self) -> None:
        self.call_after_refresh(self.draw)

    def choose(self, row: int) -> None:
        """Look at a row, stay there, and tell."""
        self.view.hold(row)
        self._tell()

    def move(self, by: float) -> None:
        """Go on, or back, in what has the focus."""
        self._move(self.detail if self.detail.has_focus else self.list, by)

    def _move(self, rows: WireRows, by: float) -> None:
        if rows is self.detail:
            last = self._detail.height - 1 if self._detail is not None else 0
            self._line = round(max(0, min(last, self._line + by)))
        elif by == inf and self._happened is None:
            self.view.follow()
        else:
            self.view.move(round(max(-self.view.count, min(by, self.view.count))))
            self._tell()
        self.draw()

    @property
    def page(self) -> int:
        """Rows that fit."""
        return max(1, (self.detail if self.detail.has_focus else self.list).size.height - 2)

    def action_page_up(self) -> None:
        """A page back."""
        self.move(-self.page)

    def action_page_down(self) -> None:
        """A page on."""
        self.move(self.page)

    def to_gap(self, by: int) -> None:
        """To the next of the longest gaps, the longest first; or back to the one before."""
        if self.view.to_gap(by):
            self._tell()
        else:
            self.notify("There are no gaps here.")
        self.draw()

    def switch(self) -> None:
        """Show the row in another way."""
        self.shows = self.shows.following
        self.set_class(self.shows is Shows.GAPS, "-gaps")
        self.call_after_refresh(self.draw)

    def write_filter(self) -> None:
        """Take the focus to the field."""
        self.field.display = True
        self.field.focus()

    def drop_filter(self) -> None:
        """Leave all rows in."""
        self.field.value = ""
        self.field.display = False
        self.list.focus()

    def _tell(self) -> None:
        if (row := self.view.row) is not None:
            self.post_message(self.Chosen(self.view.log.event[row], row))

    def request(self) -> RequestPrepared | None:
        """The request that the row belongs to which is looked at, as it was sent."""
        row = self.view.row
        return self.view.log.exchange_of(row).prepared if row is not None else None

    def to_other_part(self) -> None:
        """From the list to the row, and back."""
        (self.list if self.detail.has_focus else self.detail).focus()

    def maximise(self) -> None:
        """Ask for all the room, or give it back."""
        self.post_message(self.RoomAsked())

    def path(self) -> list[str | int] | None:
        """Where in its JSON that stands which is looked at in the detail."""
        return self._detail.path_at(self._line) if self._detail is not None else None

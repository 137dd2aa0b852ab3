"""The column beside the chat: figures over the last of the wire, over calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from streamtui.core.chat.prompt_tokens import estimate_prompt
from streamtui.core.chat.reply import Reply
from streamtui.core.wire.request_changes import RequestChanges
from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.desk.calling import Calling
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.figures.reply_list import reply_list_rows
from streamtui.frontends.tui.figures.spent import SpentFigures
from streamtui.frontends.tui.figures.statistics import statistics_rows
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import DIM, RULE
from streamtui.rows.row import Row, Run

_WHEEL_ROWS = 3
_WIRE_FROM = 48
"""Columns from which rows of the wire say enough."""
_WIRE_OVER_CALLS = 6
"""So many of them stand above calls at most."""
_LISTED_OVER_CALLS, _LIST_OVER_CALLS_FROM = 6, 24
"""Rows of the list of replies above calls that are shown whole, and of the column from which there is room for it."""


class SidePanel(Vertical):
    """Shares its height: calls get a third, and all that the figures leave. Figures that don't fit are scrolled."""

    def __init__(
        self,
        desk: Calling,
        changes: RequestChanges,
        wire: Callable[[str, int, int, int], Sequence[Row]] | None = None,
        spent: SpentFigures | None = None,
        **options: Any,
    ) -> None:
        """`wire` gives the last rows of what brought a reply: its id, its place, then width and height."""
        super().__init__(**options)
        self._changes, self._wire = changes, wire
        self._spent = spent
        self._figures = Lines(id="figures")
        self._inspector = Inspector(desk, id="inspector")
        self._estimated: tuple[Reply | None, int] = (None, 0)
        """The tokens that went in for a reply: a guess that is made once per reply, as it reads the whole history."""
        self._top = 0
        """The first row of the figures in sight."""
        self._hidden = 0
        """So many of them are out of sight."""
        self._show_again: Callable[[], None] = lambda: None
        """Draws what the chat was when it was drawn last."""

    def compose(self) -> ComposeResult:
        yield self._figures
        yield self._inspector

    def show(self, face: Face, replies: Replies, *, with_list: bool) -> None:
        """Take what the chat is now into both. `with_list`: the list of replies stands nowhere else."""
        self._show_again = partial(self.show, face, replies, with_list=with_list)
        calls = replies.turn_calls
        if self._inspector.display != (needed := bool(calls) or self._inspector.is_open):
            self._inspector.display = needed
            self.call_after_refresh(lambda: self._show_again())  # noqa: PLW0108 (what the chat is by then)
        if not self.size.width:
            return
        self._inspector.follow(face.now, calls)
        if self._spent is not None and self._spent.follow(replies, busy=face.state.phase.busy):
            self.run_worker(self._read_spent(self._spent, replies), group="spent")
        if not self._figures.display:
            return
        width, height = self.size
        room = height - (height // 3 if calls else 0)
        rows = self._listed(replies) if self._crowded else self._all(face, replies, width, room, with_list=with_list)
        self._hidden = max(0, len(rows) - room)
        self._top = min(self._top, self._hidden)
        shown = rows[self._top : self._top + room]
        if left := len(rows) - self._top - len(shown):
            shown = (*shown[:-1], (Run(f"… {left + 1} more rows", DIM),))
        # alone they have all the height, so that one more of them is no new layout
        self._figures.styles.height = len(shown) if needed else "1fr"
        self._figures.show(*shown)

    async def _read_spent(self, spent: SpentFigures, replies: Replies) -> None:
        await spent.read(replies)
        self._show_again()

    @property
    def _crowded(self) -> bool:
        """Calls are shown whole, and there is no room for figures beside them."""
        return self._inspector.is_open and self.screen.has_class("-wide")

    def _listed(self, replies: Replies) -> tuple[Row, ...]:
        """Of all figures the list of replies, over the calls."""
        width, height = self.size
        if len(replies.all) < 2 or height < _LIST_OVER_CALLS_FROM:
            return ()
        return (*reply_list_rows(replies, width, _LISTED_OVER_CALLS), (Run("─" * width, RULE),))

    def _all(self, face: Face, replies: Replies, width: int, room: int, *, with_list: bool) -> tuple[Row, ...]:
        """The figures, and where there is room the wire."""
        if (reply := replies.shown) is None:
            return ()
        if reply is not self._estimated[0]:  # one of a history that was read further is another
            self._estimated = (reply, estimate_prompt(face.state.conversation, reply))
            self._top = 0
        change = self._changes.of(reply)
        rows = statistics_rows(replies, face.now, self._estimated[1], width, room, with_list=with_list, change=change)
        if self._spent is not None:
            spent = self._spent.rows(replies)
            rows = (*rows, (), *spent) if spent and len(rows) + 1 + len(spent) <= room else rows
        if self._wire is not None and width >= _WIRE_FROM:
            left = min(room - len(rows) - 1, _WIRE_OVER_CALLS if replies.turn_calls else room)
            last = self._wire(reply.id, replies.number, width, left)
            rows = (*rows, (), *last) if last else rows
        return rows

    @property
    def has_more(self) -> bool:
        """There are figures out of sight."""
        return self._hidden > 0

    def scroll_rows(self, by: int) -> None:
        """Move the figures on, or back."""
        self._top = max(0, min(self._top + by, self._hidden))

    def action_page_up(self) -> None:
        """Move them back by what is in sight."""
        self.scroll_rows(1 - self._figures.size.height)

    def action_page_down(self) -> None:
        """Move them on by what is in sight."""
        self.scroll_rows(self._figures.size.height - 1)

    def on_mouse_scroll_down(self) -> None:
        self.scroll_rows(_WHEEL_ROWS)

    def on_mouse_scroll_up(self) -> None:
        self.scroll_rows(-_WHEEL_ROWS)

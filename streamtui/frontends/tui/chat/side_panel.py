"""The column beside the chat: figures over calls."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from streamtui.core.chat.prompt_tokens import estimate_prompt
from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.chat.replies import Replies
from streamtui.frontends.tui.chat.statistics import statistics_rows
from streamtui.frontends.tui.desk.calling import Calling
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import DIM
from streamtui.rows.row import Run

_WHEEL_ROWS = 3


class SidePanel(Vertical):
    """Shares its height: calls get a third, and all that the figures leave. Figures that don't fit are scrolled."""

    def __init__(self, desk: Calling, **options: Any) -> None:
        super().__init__(**options)
        self._figures = Lines(id="figures")
        self._inspector = Inspector(desk, id="inspector")
        self._estimated: tuple[str, int] = ("", 0)
        """The tokens that went in for a reply: a guess that is made once per reply, as it reads the whole history."""
        self._top = 0
        """The first row of the figures in sight."""
        self._hidden = 0
        """So many of them are out of sight."""

    def compose(self) -> ComposeResult:
        yield self._figures
        yield self._inspector

    def show(self, face: Face, replies: Replies, *, with_list: bool) -> None:
        """Take what the chat is now into both. `with_list`: the list of replies stands nowhere else."""
        calls = replies.turn_calls
        if self._inspector.display != (needed := bool(calls) or self._inspector.is_open):
            self._inspector.display = needed
            self.call_after_refresh(partial(self.show, face, replies, with_list=with_list))
        if not self.size.width:
            return
        self._inspector.follow(face.now, calls)
        if not (width := self._figures.size.width):
            return
        room = self.size.height - (self.size.height // 3 if calls else 0)
        if (reply := replies.shown) is not None and reply.id != self._estimated[0]:
            self._estimated = (reply.id, estimate_prompt(face.state.conversation, reply))
            self._top = 0
        rows = statistics_rows(replies, face.now, self._estimated[1], width, room, with_list=with_list)
        self._hidden = max(0, len(rows) - room)
        self._top = min(self._top, self._hidden)
        shown = rows[self._top : self._top + room]
        if left := len(rows) - self._top - len(shown):
            shown = (*shown[:-1], (Run(f"… {left + 1} more rows", DIM),))
        # alone they have all the height, so that one more of them is no new layout
        self._figures.styles.height = len(shown) if needed else "1fr"
        self._figures.show(*shown)

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

"""The chat pane's widget: takes changes in at a measured pace, has them drawn, scrolls, and answers the mouse.

Deltas only wake it; the next frame takes them in, as often as `Pace` says and within a time budget, and draws the lines
that changed. Its place is set with `set_reactive`, as growing `virtual_size` or `scroll_y` the usual way would lay out
the whole screen anew for each line. Scrolling is never animated: rows laid out on the way would move the goal.
"""

from __future__ import annotations

from asyncio import TimerHandle
from collections.abc import Sequence
from itertools import pairwise
from math import inf
from time import perf_counter
from typing import Any

from textual import events
from textual.geometry import Size
from textual.widget import Widget

from streamtui.core.chat.conversation import Message
from streamtui.frontends.tui.kit.painter import BLANK
from streamtui.frontends.tui.kit.spacing import is_compact
from streamtui.frontends.tui.transcript import pace
from streamtui.frontends.tui.transcript.pace import Pace
from streamtui.frontends.tui.transcript.painted import PaintedView
from streamtui.frontends.tui.transcript.reply import ReplyView
from streamtui.frontends.tui.transcript.user import UserView
from streamtui.frontends.tui.transcript.viewport import Viewport
from streamtui.frontends.tui.transcript.why import VerdictRows
from streamtui.markdown.highlight import load_usual_lexers
from streamtui.markdown.styles import CODE_HINT
from streamtui.rows.row import style_at
from streamtui.rows.wrapping import MIN_WIDTH


class Transcript(PaintedView, can_focus=True):
    """Shows a conversation: `show` it once, `wake` the widget when something changed at its end."""

    DEFAULT_CSS = """
Transcript {
    padding: 0 1;
    overflow-x: hidden;
    overflow-y: scroll;
    background: $background;
    color: $text;
    scrollbar-size-vertical: 1;
}
"""
    BINDING_GROUP_TITLE = "Conversation"

    def __init__(
        self, *, paced: bool = False, low_bandwidth: bool = False, focus_by_click: bool = False, **options: Any
    ) -> None:
        """`paced`: its owner calls `tick`, for all of several transcripts at once, so that they share a repaint.

        Their scrollbars rest until the text does. `low_bandwidth`: fewer frames, and scrolling in steps.
        `focus_by_click`: it takes the focus when it is clicked, and with it the letters that are its keys.
        """
        super().__init__(**options)
        self._focus_by_click = focus_by_click
        self._paced = paced
        self._pace = Pace(low_bandwidth=low_bandwidth)
        self._messages: Sequence[Message] = ()
        self._due: TimerHandle | None = None
        """What is done next: a frame, or when nothing more comes the rest of it."""
        self._woken, self._resting = False, True
        self._taking = False
        """A slice of a backlog is due."""
        self._scrollbar_at = 0.0

    def focus_on_click(self) -> bool:
        return self._focus_by_click

    def show(self, messages: Sequence[Message], before: int = 0) -> None:
        """Show a conversation from its end; the list is read again after each `wake`.

        `before`: it is the one that is shown, with so many messages before it, and what is in sight stays.
        """
        shown, self._messages, self._view = self._view, messages, None
        if not before:
            self.found, self._looked = (), None
        self._fit()
        if shown is not None and before:
            self._stand_as(shown, before)

    def look_again(self) -> None:
        """The conversation was set back, which is more than a change at its end."""
        if self._view is not None:
            self._view.flow.look_again()
        self.wake(at_once=True)

    def wake(self, *, at_once: bool = False) -> None:
        """Something changed at the end; the next frame takes it in."""
        self._pace.hear()
        if not self._woken or at_once:
            self._woken, self._resting = True, False
            self._plan(0.0 if at_once else self._pace.due_in_s(perf_counter()))

    @property
    def follow(self) -> bool:
        """Whether the end is in sight and stays so."""
        return self._view is None or self._view.follow

    @property
    def busy(self) -> bool:
        """Something is still to be taken in."""
        return self._woken or self._taking

    def flush(self) -> None:
        """Take in and draw everything now."""
        if self._view is not None:
            self._woken = False
            self._view.take(inf)
            self._draw(scrollbar=True)

    def on_mount(self) -> None:
        self.set_timer(pace.WARM_UP_AFTER_S, lambda: self.run_worker(load_usual_lexers, thread=True))

    def _plan(self, delay_s: float) -> None:
        if not self._paced and self._view is not None:
            if self._due is not None:
                self._due.cancel()
            self._due = self.later(delay_s, self.tick)

    def tick(self) -> None:
        """Draw the next frame; or, when nothing came since the last one, go to the very end once."""
        if self._taking or self._view is None or not self.is_attached:
            return
        if self._woken:
            self._frame()
        elif not self._resting:
            self._resting, self._due = True, None
            self._view.snap()
            self._draw(scrollbar=True)

    def _frame(self) -> None:
        self._taking = False
        if self._view is None or not self.is_attached:
            return
        self._woken, now = False, perf_counter()
        self._pace.frame(now)
        self._view.step = self._pace.step
        self._view.take(now + pace.BUDGET_S)
        self._draw()
        self._plan(pace.QUIET_S)

    def _fit(self) -> None:
        """Take the widget's size, and begin if there is something to show."""
        if not (area := self.scrollable_content_region.size):
            return
        width, height = max(MIN_WIDTH, area.width), area.height
        self._painter = None
        if self.text_selection is not None and (self._view is None or self._view.flow.width != width):
            self.screen.clear_selection()  # its rows are others now
        if self._view is None:
            compact = is_compact(self)
            self._view = Viewport(self._messages, width, height, self.signs, self.verdicts, compact=compact)
            self._view.flow.shift_code(self._code_shift)
            self._view.take(perf_counter() + pace.BUDGET_S)
            self._find_late()
        else:
            self._view.resize(width, height)
            self.marked_words.find_again(self._view)
        self._draw(scrollbar=True)
        self.refresh()
        if self._woken:
            self._plan(0.0)

    def _draw(self, *, scrollbar: bool = False) -> None:
        """Refresh what changed, and make Textual know where the view is."""
        if (view := self._view) is None:
            return
        if view.flow.behind and not self._taking:
            self._taking = True  # not Widget.call_later: a pump that always has a message never yields to the loop
            self.later(pace.REST_S, self._frame)
        self._keep_selected()
        moved, changed = view.draw()
        self.set_reactive(Widget.virtual_size, Size(self.scrollable_content_region.width, view.content_height))
        self.set_reactive(Widget.scroll_y, view.top)
        self.set_reactive(Widget.scroll_target_y, view.top)
        if moved or changed:
            self.draw_lines(changed, moved)
        self._draw_bar()
        now = perf_counter()
        if scrollbar or not view.follow or (now - self._scrollbar_at >= pace.SCROLLBAR_S and not self._paced):
            self._scrollbar_at = now
            self.move_scrollbar(height=view.content_height, window=view.height, top=view.top)

    def on_resize(self) -> None:
        self._fit()

    def watch_scroll_y(self, _old_value: float, new_value: float) -> None:
        """Somebody scrolled; or Textual did, to fit a size that is not taken yet and must not end the following."""
        if self._view is not None and self._view.height == self.scrollable_content_region.height:
            self._view.scroll(round(new_value))
            self._draw(scrollbar=True)

    def scroll_to(self, x: float | None = None, y: float | None = None, **options: Any) -> None:
        super().scroll_to(x, y, **{**options, "animate": False})

    def action_page_up(self) -> None:
        """A page has one row of the one before: the last row may be the mark's."""
        self.scroll_to(y=self.scroll_y - max(1, self.scrollable_content_region.height - 1))

    def action_page_down(self) -> None:
        self.scroll_to(y=self.scroll_y + max(1, self.scrollable_content_region.height - 1))

    def action_scroll_home(self) -> None:
        self.scroll_to(y=0)

    def on_click(self, event: events.Click) -> None:
        if (view := self._view) is None or event.chain > 1:
            return
        column, line = event.get_content_offset_capture(self)
        if line == view.height - 1 and column in view.mark_cells:
            self.to_end()
            return
        if style_at(view.shown[line] if line < len(view.shown) else BLANK, column) == CODE_HINT:
            self._pointer_line = line
            self.copy_code()
            return
        if view.top + line < view.flow.height:
            self._look(view.flow.number_at(view.top + line))
            self.point_at(line, column)
        for (reply, _), (part, row) in pairwise(view.flow.trail(view.top + line)):
            if isinstance(reply, ReplyView) and part is reply.calls:
                self.post_message(self.CallChosen(reply.reply.tool_calls[row].id))
            elif isinstance(reply, ReplyView) and part is reply.server_calls:
                self.post_message(self.CallChosen(reply.reply.server_calls[row].key))
            elif isinstance(reply, ReplyView) and part is reply.thought:
                self._fold(reply, view.top + line)
            elif isinstance(reply, UserView) and part in (reply.line, reply.more):
                self.fold_attached()
            elif isinstance(reply, ReplyView) and part is reply.about_json and reply.has_json:
                self._turn_json(reply, view.top + line)
            elif isinstance(part, VerdictRows):
                self.prove_at(part, row)

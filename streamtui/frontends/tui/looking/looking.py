"""A conversation that is only looked at: all that the chat shows of one, and no prompt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from textual import on

from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.desk.calling import Calling
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.figures.side_panel import SidePanel
from streamtui.frontends.tui.figures.summary import summary_rows
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.looking.chrome import status_row
from streamtui.frontends.tui.looking.with_wire import Told, WithWire
from streamtui.frontends.tui.transcript.transcript import Transcript


class LookedAt(Told, Calling, Protocol):
    """A conversation, what it is made of, and its calls."""


class Looking(WithWire):
    """Has figures and calls beside the conversation and its wire. Whoever has it composes and draws."""

    def __init__(
        self,
        looked_at: LookedAt,
        stall_s: float,
        *,
        low_bandwidth: bool = False,
        happened: Callable[[], int] | None = None,
    ) -> None:
        """`happened`: in a replay, how many of the events have happened."""
        super().__init__(looked_at, stall_s, low_bandwidth=low_bandwidth, happened=happened)
        self.side = SidePanel(looked_at, self.changes, id="side")
        self.replies = Replies()

    def on_mount(self) -> None:
        self.inspector.view.verdicts = self.judge.of_call

    @property
    def inspector(self) -> Inspector:
        """The calls, once all is there."""
        return self.query_one(Inspector)

    def draw(self) -> None:
        """Show what there is by now: whoever has what is shown says how."""

    def show_face(self, face: Face) -> None:
        """Take this into transcript and figures."""
        self.transcript.wake(at_once=True)
        self.replies.take(face.state.conversation.messages)
        status, summary = self.query_one("#status", Lines), self.query_one("#summary", Lines)
        status.show(status_row(face, status.size.width))
        self.side.show(face, self.replies, with_list=True)
        if summary.display:
            summary.show(*summary_rows(self.replies, face.now, summary.size.width or self.size.width - 2))

    def look_again(self) -> None:
        """What was shown is another: it is no change at the end."""
        self.transcript.look_again()
        self.replies.look_again()
        self.inspector.view.look_again()

    @property
    def calls_are_open(self) -> bool:
        """The function calls have all the room."""
        return self.has_class("-calls")

    def show_calls(self) -> None:
        """Give the function calls all the room, or take it back."""
        opened = not self.calls_are_open
        if opened:
            self.close_wire()
        self.open_calls(opened=opened)
        self.set_focus(self.inspector if opened else None)

    def open_calls(self, *, opened: bool = True) -> None:
        self.set_class(opened, "-calls")
        self.inspector.open(opened=opened)
        self.call_after_refresh(self.draw)

    def leave_wire(self) -> None:
        self.set_focus(None)
        self.call_after_refresh(self.draw)

    def show_figures(self) -> None:
        """Show the figures, or hide them."""
        self.toggle_class("-side-shown" if self.has_class("-narrow") else "-side-hidden")
        self.call_after_refresh(self.draw)

    @on(Transcript.Looked)
    def _look_at_message(self, event: Transcript.Looked) -> None:
        self.replies.choose(event.number)
        self.draw()

    def action_look_at_reply(self, number: int) -> None:
        """A reply was chosen in the list of them."""
        self.transcript.to_number(self.replies.places[number])

    @on(Transcript.CallChosen)
    def _look_at_call(self, event: Transcript.CallChosen) -> None:
        if not self.calls_are_open:
            self.show_calls()
        self.inspector.look_at(event.key)

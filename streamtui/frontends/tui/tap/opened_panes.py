"""The request that is opened: in the transcript, figures, calls and wire that a chat has, while it streams."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual import work

from streamtui.core.chat.events import StreamEvent
from streamtui.core.faults.bugs import survived
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.tap import Tapped
from streamtui.core.words.tapped_words import server_silent
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.looking.looking import Looking
from streamtui.frontends.tui.tap.head import MOST_LOW_ROWS, MOST_ROWS, about_rows, raw_row
from streamtui.frontends.tui.tap.opened import Opened
from streamtui.frontends.tui.tap.request_list import RequestList
from streamtui.frontends.tui.tap.window import TapWindow


class OpenedPanes(Looking):
    """Has a list of requests, and shows the one whole that the person is at."""

    def __init__(self, window: TapWindow) -> None:
        self.opened = Opened()
        super().__init__(self.opened, window.stall_s, low_bandwidth=window.low_bandwidth)
        self.window = window
        self.requests = RequestList()
        self._before: Tapped | None = None
        """The request before in the conversation of the one that is opened."""
        self._forced_wire = False
        """The wire is open as there is nothing else to be shown."""

    @property
    def is_open(self) -> bool:
        """One request is shown whole."""
        return self.has_class("-open")

    @property
    def chosen_is_decoded(self) -> bool:
        """The one that the person is at asks for a reply that is read."""
        return (tapped := self.requests.chosen) is not None and tapped.decoded

    def open(self) -> None:
        """Show the one that the person is at, and stay with it."""
        if self.requests.chosen is not None:
            self.requests.hold(self.requests.place)
            self.add_class("-open")
            self.draw_later()

    def close(self) -> None:
        """Show the list alone."""
        if self.calls_are_open:
            self.show_calls()
        self.remove_class("-open", "-wire", "-wire-alone")
        self._forced_wire = False
        self.opened.look_at(None)
        self.set_focus(None)
        self.draw_later()

    def close_wire(self) -> None:
        if self._forced_wire:
            self.close()
        else:
            super().close_wire()

    def go_to_transcript(self) -> None:
        """Take the keys to the conversation, or back to the list."""
        self.set_focus(None if self.transcript.has_focus else self.transcript)
        self.draw_later()

    def draw_later(self) -> None:
        """Draw once the layout is that of now."""
        self.call_after_refresh(self.draw)

    def draw_opened(self, now: float) -> None:
        """Show it as it is by now. What can't be shown of one harms no other."""
        with survived("what is shown of a tapped request"):
            self._draw_opened(now)

    def _draw_opened(self, now: float) -> None:
        if self.opened.look_at(self.requests.chosen):
            self._show_opened()
        tapped = self.opened.tapped
        if tapped is None:
            return
        about = self.query_one("#tap-about", Lines)
        changes = self.opened.changes(self._before)
        most = MOST_LOW_ROWS if self.has_class("-low") else MOST_ROWS
        silent = server_silent(tapped, now, self.window.stall_s)
        about.show(*about_rows(tapped, self.opened, silent, changes, about.size.width or self.size.width - 2, most))
        self.show_face(Face(now, self.opened.state, place=f"#{tapped.number} {tapped.path}", model=tapped.model))
        if not tapped.decoded:
            status = self.query_one("#status", Lines)
            status.show(raw_row(tapped, now, status.size.width, self.window.stall_s))
        if self.wire_is_open:
            self.wire.draw()
            self._hold_body(tapped)

    def _hold_body(self, tapped: Tapped) -> None:
        """Of what is no stream the response says most, of which the body is shown."""
        view = self.wire.view
        if tapped.decoded or not tapped.stage.over or view.held is not None or not view.log.exchanges:
            return
        exchange = view.log.exchanges[0]
        if exchange.response is not None and not exchange.chunks and len(view.log) > 1:
            view.hold(exchange.first_row + 1)
            self.wire.draw()

    def _show_opened(self) -> None:
        """Another one is looked at."""
        self.transcript.mark(None)
        self.transcript.show(self.opened.state.conversation.messages)
        self.replies.look_again()
        self.inspector.view.look_again()
        tapped = self.opened.tapped
        self._before = self.requests.before(tapped) if tapped is not None else None
        raw = tapped is not None and not tapped.decoded
        if raw and not self.wire_is_open:
            self._forced_wire = True
            self.add_class("-wire", "-wire-alone")
        elif self._forced_wire and not raw:
            self._forced_wire = False
            self.remove_class("-wire", "-wire-alone")
        if tapped is not None and self.opened.is_gone and tapped.recording is not None:
            self._read(tapped)

    @work(group="keep")
    async def write_to(self, tapped: Tapped, events: Sequence[StreamEvent], target: str) -> None:
        """Keep these events of a request in the file of that name; the disk is not waited for here."""
        try:
            self.notify(f"Written to {await asyncio.to_thread(self.window.keep, tapped, events, target)}")
        except StreamtuiError as error:
            self.notify(error.fault.message, severity="warning")

    @work(exclusive=True, group="read")
    async def _read(self, tapped: Tapped) -> None:
        """Look at it in its recording."""
        assert tapped.recording is not None
        try:
            events = await asyncio.to_thread(self.window.read, tapped.recording)
        except (StreamtuiError, OSError) as error:
            self.notify(f"The recording of #{tapped.number} can't be read: {error}", severity="warning")
            return
        if self.opened.tapped is tapped:
            self.opened.bring(events)
            self.transcript.show(self.opened.state.conversation.messages)
            self.look_again()
            self.draw()

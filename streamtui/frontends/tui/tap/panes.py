"""What the window of a tap shows: the requests as they come, and of one of them all that the chat shows of a reply.

What comes is only noted; one timer draws it, and of the requests those in sight alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from streamtui.core.chat.events import StreamEvent
from streamtui.core.ports.tap import Tapped
from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.keymap import key_of
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.note_row import NoteRow
from streamtui.frontends.tui.kit.notes import NotesApp
from streamtui.frontends.tui.kit.search_field import SearchField
from streamtui.frontends.tui.memory import settle_memory
from streamtui.frontends.tui.tap.columns import ColumnsScreen, side_by_side
from streamtui.frontends.tui.tap.doing import TapDoing
from streamtui.frontends.tui.tap.head import head_row, no_rows
from streamtui.frontends.tui.tap.opened_panes import OpenedPanes
from streamtui.frontends.tui.tap.output import ProgramOutput
from streamtui.frontends.tui.tap.rows import request_rows, title_row
from streamtui.frontends.tui.tap.tapped_filter import GRAMMAR
from streamtui.frontends.tui.tap.window import TapWindow
from streamtui.frontends.tui.terminal.telling_app import tell
from streamtui.frontends.tui.wire.wire_rows import WireRows
from streamtui.rows.row import Row

FRAME_S, SLOW_FRAME_S = 1 / 8, 1 / 2
REMARK_S = 12.0
"""How long what nobody waits for stays, whatever is pressed meanwhile."""


class TapPanes(OpenedPanes):
    """Draws what a tap sees. It is told of it by `take`, and of what the program writes by `hear`."""

    @dataclass
    class ChatAsked(Message):
        """A chat is wanted that goes on with a request."""

        tapped: Tapped
        events: Sequence[StreamEvent]

    TELLS = True
    AUTO_FOCUS = ""
    ESCAPE_TO_MINIMIZE = False
    CSS_PATH = ["../chat/chat.tcss", "../looking/looking.tcss", "tap.tcss"]  # noqa: RUF012 (Textual's own name)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (150, "-broad")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-high")]  # noqa: RUF012
    """Where it is low a request that is opened has the place of the list."""

    def __init__(self, window: TapWindow) -> None:
        super().__init__(window)
        self.list = WireRows(id="tap-list")
        self.field = SearchField(GRAMMAR, ())
        self.output = ProgramOutput(window.program, id="tap-output")
        self.columns: ColumnsScreen | None = None
        """Several that are shown side by side."""
        self.failure = ""
        """Why nothing comes any more, in a sentence."""
        self._doing = TapDoing(window, self.requests)
        self._news = True
        """Something is to be drawn."""
        self._failure_told = False
        """Why something could not be recorded."""
        self._then: Callable[[str], object] | None = None
        """What is done with what is written in the field; without it that is the filter."""

    def compose(self) -> ComposeResult:
        yield Lines(id="tap-head")
        yield self.list
        yield Lines(id="status")
        yield Lines(fits=True, id="tap-about")
        with Horizontal(id="body"):
            yield self.transcript
            yield self.side
            yield self.wire
        yield self.output
        yield NoteRow()
        yield Lines(fits=True, id="summary")
        yield self.field
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.set_interval(SLOW_FRAME_S if self.window.low_bandwidth else FRAME_S, self.frame)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        settle_memory()
        if self.window.remarks:
            self.notify("\n".join(self.window.remarks), severity="warning", timeout=REMARK_S)
        self.draw()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def on_screen_resume(self) -> None:
        self._news = True

    def take(self, tapped: Tapped) -> None:
        """A request came, or went further; see core.ports.tap.OnChange."""
        self.requests.take(tapped)
        self._news = True
        if tapped is self.opened.tapped and self.is_open:
            self.transcript.wake()
        if self.columns is not None:
            self.columns.hear(tapped)

    def hear(self, text: str) -> None:
        """The program wrote that; or it ended."""
        self.output.hear(text)
        self._news = True

    def break_off(self, why: str) -> None:
        """Nothing comes any more."""
        self.failure, self._news = why, True

    def frame(self) -> None:
        """Draw, if there is something new."""
        if self.window.tap.failure and not self._failure_told:
            self._failure_told = True
            self.notify(self.window.tap.failure, severity="warning", timeout=REMARK_S)
        if self._news or self.requests.running:
            self._news = False
            self.draw()
            tell(self, self._doing.now())

    @on(Lines.Resized)
    @on(Inspector.Moved)
    def draw(self) -> None:
        """Show all as it is by now."""
        if not self.is_mounted or self.app.screen is not self:
            return
        now, requests = self.window.clock.now(), self.requests
        head = self.query_one("#tap-head", Lines)
        head.show(head_row(self.window, requests, self.failure, head.size.width))
        if self.list.display:
            self.list.show(*self._listed(now))
        if self.is_open:
            self.draw_opened(now)
        self.output.draw()
        self.draw_keys()

    def draw_keys(self) -> None:
        """Name the keys that do something now: whoever has them says so."""

    def _listed(self, now: float) -> Sequence[Row]:
        width, height = self.list.size
        rows = request_rows(self.requests, now, self.window.stall_s, width, height - 1) if width else []
        if not rows:
            rows = no_rows(self.window, self.requests, width)
        return (title_row(width), *rows)

    @property
    def output_is_shown(self) -> bool:
        """What the program writes is in sight."""
        return self.has_class("-output")

    @property
    def writing(self) -> bool:
        """Keys are letters of a text."""
        return self.field.has_focus or self.wire.field.has_focus

    @property
    def outside(self) -> bool:
        """Keys are the list's."""
        return not (self.writing or self.in_wire or self.inspector.has_focus or self.transcript.has_focus)

    def show_output(self) -> None:
        """Show what the program writes, or hide it."""
        self.toggle_class("-output")
        self.draw_later()

    def move(self, by: int) -> None:
        """Go down the list, or up."""
        self.requests.move(by)
        self.draw()

    def turn_page(self, by: int) -> None:
        """Go a page on or back, in the request that is opened or in the list."""
        if self.is_open:
            (self.transcript.action_page_down if by > 0 else self.transcript.action_page_up)()
        else:
            self.move(by * max(1, self.list.size.height - 2))

    def to_first(self) -> None:
        """Go to the first one."""
        self.requests.hold(0)
        self.draw()

    def to_newest(self) -> None:
        """Follow the newest, whatever comes."""
        self.requests.follow()
        self.draw()

    def show_columns(self) -> None:
        """Show several side by side: the marked, or those that run."""
        shown = side_by_side(self.requests.marked, self.requests.rows)
        if not shown:
            self.notify(f"Two replies at least are shown side by side: {key_of('tap.mark', 'space')} marks one.")
            return
        self.columns = ColumnsScreen(shown, self.window.clock, low_bandwidth=self.window.low_bandwidth)
        self.app.push_screen(self.columns, lambda _: self._leave_columns())

    def _leave_columns(self) -> None:
        self.columns = None
        self.draw_later()

    def write_filter(self) -> None:
        """Have the filter written."""
        self._ask(self.requests.filter, GRAMMAR, None)

    def ask_for_chat(self) -> None:
        """Have a chat opened that goes on with the request."""
        if (tapped := self.requests.chosen) is not None:
            self.post_message(self.ChatAsked(tapped, self._events_of(tapped)))

    def _events_of(self, tapped: Tapped) -> Sequence[StreamEvent]:
        return self.opened.kept if tapped is self.opened.tapped else tapped.events

    def keep(self) -> None:
        """Have a file named that the request is written to."""
        if (tapped := self.requests.chosen) is None:
            return
        self._ask(
            f"request-{tapped.number}.jsonl",
            "a file .jsonl .har .sse .sh · Enter writes it",
            lambda target: self.write_to(tapped, [*self._events_of(tapped)], target),
        )

    def _ask(self, first: str, what: str, then: Callable[[str], object] | None) -> None:
        self._then = then
        self.add_class("-search")
        self.field.placeholder = what
        self.field.value, self.field.cursor_position = first, len(first)
        self.field.focus()
        self.draw_later()

    def close_field(self) -> None:
        """Write nothing more; a filter stays as it is."""
        self._then = None
        self.remove_class("-search")
        self.set_focus(None)
        self.draw_later()

    def drop_filter(self) -> None:
        """Leave all requests in."""
        self.requests.narrow("")
        self.draw()

    def leave(self) -> None:
        """End; where something is under way that is to be said twice."""
        program = self.window.program
        running = program is not None and not program.ended
        question = (
            "The program still runs, and ends with this; once more leaves"
            if running
            else "Requests are still under way; once more leaves"
        )
        assert isinstance(self.app, NotesApp)
        if not (running or self.requests.running) or self.app.sure(question):
            self.app.exit()

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        if event.input is self.field and self._then is None:
            self.requests.narrow(event.value)
            self.draw()

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        if event.input is self.field:
            then = self._then
            self.close_field()
            if then is not None:
                then(event.value)

    @on(WireRows.Pressed)
    def _go_where_pressed(self, event: WireRows.Pressed) -> None:
        if event.rows is self.list and event.line > 0:
            self.requests.hold(self.requests.top + event.line - 1)
            self.draw()

    @on(WireRows.Wheeled)
    def _go_by_wheel(self, event: WireRows.Wheeled) -> None:
        if event.rows is self.list:
            self.move(event.by)

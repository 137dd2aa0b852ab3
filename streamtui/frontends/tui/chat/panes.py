"""What the chat's screen shows: conversation, statistics, calls, prompt.

Text reaches the transcript by `wake`, O(1) per event; all else is drawn by one timer that rests while nothing runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import UserMessage
from streamtui.core.words.figures import plural
from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.chat.advice import advice_rows
from streamtui.frontends.tui.chat.asking import ask_here
from streamtui.frontends.tui.chat.doing import doing_of
from streamtui.frontends.tui.chat.kept_streams import what_is_kept, with_last_streams, with_streams
from streamtui.frontends.tui.chat.more_before import more_before
from streamtui.frontends.tui.chat.overview import Overview
from streamtui.frontends.tui.chat.slash_menu import SlashMenu
from streamtui.frontends.tui.chat.welcome import Place, Welcome
from streamtui.frontends.tui.chat.with_calls import WithCalls
from streamtui.frontends.tui.desk.commands import BRING_BACK, wait_as
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.face import Face, face_of
from streamtui.frontends.tui.desk.known_models import KnownModels
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.figures.side_panel import SidePanel
from streamtui.frontends.tui.figures.spent import spent_figures
from streamtui.frontends.tui.figures.summary import summary_rows
from streamtui.frontends.tui.history.in_chat import kept_as
from streamtui.frontends.tui.kit.clipboard import copy
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.in_order import InOrder
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.keymap import key_of
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.note_row import NoteRow
from streamtui.frontends.tui.kit.notes import NotesApp
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.slash import asked_in
from streamtui.frontends.tui.looking.chrome import rule_row, status_row
from streamtui.frontends.tui.memory import settle_memory
from streamtui.frontends.tui.terminal.telling_app import tell
from streamtui.frontends.tui.transcript.branching import BranchingTranscript
from streamtui.frontends.tui.transcript.transcript import Transcript
from streamtui.frontends.tui.wire.pane import WirePane
from streamtui.rows.row import Row

FRAME_S = 0.25
SLOW_FRAME_S = 1.0
"""On a slow line."""
SLIM_BELOW = 62
"""Columns below which figures over the chat cover it whole: what they would leave of it are scraps."""


class ChatPanes(WithCalls):
    """Draws a desk, and moves the focus among the panes."""

    CSS_PATH = "chat.tcss"
    AUTO_FOCUS = "PromptInput"
    ESCAPE_TO_MINIMIZE = False
    TELLS = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (150, "-broad"), (190, "-huge")]  # noqa: RUF012
    """The figures stand beside the chat where there is room for both, and then more of them. Textual's own name."""
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (8, "-low"), (21, "-high")]  # noqa: RUF012
    """What is low has no rules; what is flat has no figures."""

    transcript: BranchingTranscript

    def __init__(self, services: Services, desk: Desk) -> None:
        transcript = BranchingTranscript(desk.branches, id="transcript", low_bandwidth=services.low_bandwidth)
        super().__init__(desk, services.stall_s, transcript=transcript, classes="-empty")
        self.services, self.desk, self.spent = services, desk, spent_figures(desk, services)
        self.prompt = PromptInput()
        self.prompt.folds = desk.folds
        self.menu = SlashMenu(self.prompt)
        self.replies = Replies()
        """Those of the conversation, and which of them is looked at."""
        self.guard = Guard(services.clock)
        """Of the questions that calls ask."""
        self.models = KnownModels(services.places)
        self.known_title = ("", "")
        """A conversation, and what it was called when that was asked last."""
        self.takes_keys = False
        """The prompt is there and has been painted once."""
        self._opens_calls, self._settled, self._moves_only = services.open_inspector, False, False
        self._shown: list[Message] | None = None
        self._read: object = None
        """Of what is kept then the wire has the streams."""
        self._branches_taken = 0
        self.edited: UserMessage | None = None
        """The message that is asked otherwise, while that is written."""

    def compose(self) -> ComposeResult:
        yield Lines(id="status")
        with Horizontal(id="body"):
            yield Overview(self.services.history, id="overview")
            yield self.transcript
            yield Welcome(self.services.history, id="welcome")
            yield SidePanel(self.desk, self.changes, self.wire.last_rows, self.spent, id="side")
            yield self.wire
        yield Lines(fits=True, id="advice")
        yield NoteRow()
        yield Lines(fits=True, id="summary")
        yield Lines(id="rule")
        yield self.menu
        with Horizontal(id="prompt-row"):
            yield Static("❯", id="prompt-sign")
            yield self.prompt
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.inspector = self.query_one(Inspector)
        self.inspector.view.verdicts = self.judge.of_call
        self.set_class(self.services.choices is not None and self.services.choices.side_hidden, "-side-hidden")
        self.desk.watch(self.transcript.wake, self.changed, self.prompt.write)
        ask_here(self.app, self.desk, self.guard, self.prompt, self.say)
        if isinstance(self.app, InOrder):
            self.app.typed.subscribe(self, self.guard.typed, immediate=True)
        frame_s = SLOW_FRAME_S if self.services.low_bandwidth else FRAME_S
        self._frames = self.set_interval(frame_s, self._frame, pause=True)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        settle_memory()
        self.takes_keys = True
        self.post_message(PromptInput.Ready())

    def on_resize(self) -> None:
        self.set_class(self.size.width < SLIM_BELOW, "-slim")
        self.call_after_refresh(self.changed)

    @on(PromptInput.Changed)
    def draw(self) -> None:
        """Take what the chat is now into every widget but the transcript."""
        face = self._face
        if self._opens_calls and face.state.turn_calls:
            self._opens_calls = False
            self.open_calls()
        tell(self, doing_of(face))
        self._draw("status", lambda width, _: (status_row(face, width),))
        self.replies.take(face.state.conversation.messages)
        shows = self.query_one(Overview).show_chat(self.replies, face.tools, kept_as(self.desk))
        self.set_class(shows, "-overview")
        self.query_one(SidePanel).show(face, self.replies, with_list=not self.has_class("-huge"))
        self.wire.draw()
        self._draw("summary", lambda width, _: summary_rows(self.replies, face.now, width))
        typing, editing, full_width = bool(self.prompt.text), self.edited is not None, self.size.width - 2
        self._draw("advice", lambda width, _: advice_rows(face, width or full_width, typing=typing, editing=editing))

    @property
    def _face(self) -> Face:
        return face_of(self.desk, self.services.clock.now(), asked_in(self.prompt.text))

    def _frame(self) -> None:
        """Of two frames one moves only what runs: nobody reads figures as fast."""
        self._moves_only = not (self._moves_only or self.services.low_bandwidth)
        if self._moves_only:
            self._draw("status", lambda width, _: (status_row(self._face, width),))
            self.wire.draw()
        else:
            self.draw()

    def _draw(self, name: str, rows: Callable[[int, int], tuple[Row, ...]]) -> None:
        lines = self.query_one(f"#{name}", Lines)
        if lines.display:
            lines.show(*rows(*lines.size))

    @on(Lines.Resized, "#status, #overview, #welcome, #figures, #inspector, #advice, #summary, #rule")
    @on(Inspector.Moved)
    def changed(self) -> None:
        """Something began or ended, or the person looks at something else."""
        if self.desk.connection.ready and not self._settled:
            self._settled = True
            settle_memory()
        messages = self.desk.state.conversation.messages
        self.set_class(not messages, "-empty")
        if messages is self._shown:
            self._heed_branches()
            self.transcript.wake(at_once=True)
        else:
            self.transcript.show(messages, more_before(self._shown, messages))
            self._shown = messages
            with_last_streams(self, self.desk, self.draw)
        if self.wire_is_open and self._read != (kept := what_is_kept(self.desk)):
            self._read = kept
            with_streams(self, self.desk, self.wire.draw)
        face = self._face
        self.set_class(bool(face.hint), "-hinted")
        self._draw("rule", lambda width, _: (rule_row(face.hint, width),))
        self.query_one(Welcome).show_face(face, self.teaching(), self.asked_place())
        self.draw_keys()
        self.draw()
        if self.desk.turns.busy:
            self._frames.resume()
        else:
            self._frames.pause()

    def _heed_branches(self) -> None:
        """Where another path is shown all messages are others."""
        if (taken := self.desk.state.branches_taken) != self._branches_taken:
            self._branches_taken = taken
            self.transcript.look_again()
            self.replies.look_again()
            self.inspector.view.look_again()

    def asked_place(self) -> Place | None:
        """Where it asks and what changes that: whoever has the commands says so."""
        return None

    def teaching(self) -> Sequence[tuple[str, str]]:
        """What to try in an empty conversation, and what it does: whoever has the commands says so."""
        return ()

    def offer(self) -> None:
        """Offer what a slash command that is being typed may become: whoever has them says so."""

    def draw_keys(self) -> None:
        """Name the keys that do something now: whoever has them says so."""

    def say(self, note: str) -> None:
        """Answer a command with a sentence, if there is one."""
        if note:
            self.notify(note)

    def new_conversation(self) -> None:
        """Begin again; what was said can be had again."""
        said_something = not self.desk.is_empty
        if said_something and self.desk.session is None:  # one is gone on with, which is there once its place is open
            wait_as(self.desk, "/new")
            return
        self.desk.new_conversation()
        if said_something:
            self.say(f"New conversation · {BRING_BACK.key} brings the last one back")

    def copy_selection(self) -> None:
        """Copy what is selected, and select it no longer."""
        if selected := self.get_selected_text():
            copy(self, selected, f"Selection copied, {plural(len(selected), 'character')}")
        self.clear_selection()

    def drop_draft(self) -> None:
        """Write something else; what is written can be had again."""
        self.prompt.accept()
        self.say(f"Dropped · {key_of('prompt.up', 'up')} brings it back")

    def quit(self) -> None:
        """Quit; in the middle of a reply that is to be said twice."""
        if not self.desk.state.phase.busy or self._notes.sure("A reply is still coming; quit once more to leave it"):
            self.app.exit()

    @property
    def _notes(self) -> NotesApp[object]:
        assert isinstance(self.app, NotesApp)
        return self.app

    def leave_wire(self) -> None:
        self.prompt.focus()
        self.call_after_refresh(self.changed)

    def show_statistics(self) -> None:
        """Show the statistics, or hide them."""
        self.toggle_class("-side-shown" if self.has_class("-narrow") else "-side-hidden")
        if self.services.choices is not None and not self.has_class("-narrow"):
            self.services.choices.keep_side(hidden=self.has_class("-side-hidden"))
        self.call_after_refresh(self.changed)

    @property
    def figures_lie_over(self) -> bool:
        """The figures are shown over the chat, as there is no room beside it."""
        return self.has_class("-narrow") and self.has_class("-side-shown") and not self.calls_are_open

    @property
    def scrolled(self) -> Inspector | Transcript | SidePanel | WirePane:
        """What is scrolled from the prompt."""
        if self.in_wire:
            return self.wire
        if self.inspector.has_focus:
            return self.inspector
        side = self.query_one(SidePanel)
        return side if self.figures_lie_over and side.has_more else self.transcript

    @on(Transcript.Looked)
    def _look_at_message(self, event: Transcript.Looked) -> None:
        self.replies.choose(event.number)
        self.draw_keys()
        self.draw()

    def action_look_at_reply(self, number: int) -> None:
        """A reply was chosen in the list of them."""
        self.transcript.to_number(self.replies.places[number])

"""What can be done with a conversation while it has the focus, besides scrolling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.message import Message
from textual.selection import Selection

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.transcript.code_lines import CODE_COMMANDS, CodeLinesView
from streamtui.frontends.tui.transcript.found import message_with, row_of, spans_in
from streamtui.frontends.tui.transcript.selectable import SELECTION_COMMANDS
from streamtui.frontends.tui.transcript.signs import Signs, no_signs
from streamtui.frontends.tui.transcript.viewport import Viewport
from streamtui.frontends.tui.transcript.words import MarkedWords, Words, words_at

_ABOVE = 3
"""That part of the view stays above what was found."""

TRANSCRIPT_COMMANDS: tuple[Command[CommandedView], ...] = (
    *SELECTION_COMMANDS,
    Command(
        "transcript.previous",
        "Message before, after",
        lambda view: view.to_message(-1),
        keys=("left_square_bracket",),
        label="Earlier",
    ),
    Command(
        "transcript.next", "Message before, after", lambda view: view.to_message(1), keys=("right_square_bracket",)
    ),
    Command("transcript.up", "Scroll", lambda view: view.action_scroll_up(), keys=("up",)),
    Command("transcript.down", "Scroll", lambda view: view.action_scroll_down(), keys=("down",)),
    Command("transcript.top", "Scroll to the beginning", lambda view: view.action_scroll_home(), keys=("home",)),
    Command("transcript.end", "Scroll to the end and follow", lambda view: view.to_end(), keys=("end", "ctrl+end")),
    Command(
        "transcript.why",
        "Why it went wrong: the chunk that proves it",
        lambda view: view.prove(),
        lambda view: view.has_verdicts,
        keys=("enter",),
        label="Why",
    ),
    Command(
        "transcript.open",
        "Open its calls, or thoughts",
        lambda view: view.open(),
        lambda view: (
            (reply := view.reply_in_focus) is not None
            and bool(reply.tool_calls or reply.server_calls or reply.reasoning)
        ),
        keys=("enter",),
        label="Open",
    ),
    Command(
        "transcript.attached",
        "Show or hide the whole of it, what was attached",
        lambda view: view.fold_attached(),
        lambda view: (parts := view.user_view) is not None and parts.folds,
        keys=("enter", "space"),
        label="Unfold",
    ),
    Command(
        "transcript.thoughts",
        "Show or hide its thoughts",
        lambda view: view.fold_thoughts(),
        lambda view: (reply := view.reply_in_focus) is not None and bool(reply.reasoning),
        keys=("space",),
        label="Thoughts",
    ),
    Command(
        "transcript.json",
        "JSON as a tree, or as it came",
        lambda view: view.turn_json(),
        lambda view: (parts := view.reply_view) is not None and parts.has_json,
        keys=("v",),
        label="Tree or text",
    ),
    *CODE_COMMANDS,
)
"""While a conversation has the focus."""


class CommandedView(Commanded, CodeLinesView):
    """A view of a conversation that obeys keys."""

    TABLE = TRANSCRIPT_COMMANDS

    @dataclass
    class CallChosen(Message):
        """A call is to be looked at, of the model's or of its server's."""

        key: str
        """By which the conversation knows it."""

    @dataclass
    class Pointed(Message):
        """Words were pointed at."""

        words: Words

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.marked_words = MarkedWords()
        self.found: Sequence[str] = ()
        """Words that were looked for, and are marked wherever they stand."""
        self._finds = False
        """They are gone to once there is room for a view."""
        self.signs: Signs = no_signs

    def open(self) -> None:
        """Look at the calls of the message in focus, or where it has none unfold its thoughts."""
        reply = self.reply_in_focus
        if reply is not None and reply.tool_calls:
            self.post_message(self.CallChosen(reply.tool_calls[0].id))
        elif reply is not None and reply.server_calls:
            self.post_message(self.CallChosen(reply.server_calls[0].key))
        else:
            self.fold_thoughts()

    def mark(self, words: Words | None) -> None:
        """Mark words in place of those before, and have them in sight."""
        if (view := self._view) is not None:
            row = self.marked_words.mark(view, words)
            if row is not None and not view.top <= row < view.top + view.height:
                view.scroll(max(0, row - view.height // 2))
                self.marked_words.find_again(view)
                self._draw(scrollbar=True)
            self.refresh()

    def find(self, words: Sequence[str]) -> None:
        """Mark these wherever they stand, and go to the last message that has them; without any, mark none."""
        self.found = words
        self._finds = (view := self._view) is None
        if view is None:
            return
        messages = [each.message for each in view.flow.views] if words else ()
        number, _ = message_with(messages, words)  # where no message has them all a turn has
        if number is not None:
            row = row_of(view, number, words)
            view.scroll(max(0, row - view.height // _ABOVE))
            self._draw(scrollbar=True)
            self._look(number)
        self.refresh()

    def _find_late(self) -> None:
        """There is a view now: find in it what was looked for while there was none."""
        if self._finds:
            self.find(self.found)

    def _stand_as(self, shown: Viewport, before: int) -> None:
        """It is the conversation of that view, with so many messages before it: what is in sight and chosen stays."""
        if (view := self._view) is not None and not shown.follow:
            view.stand_as(shown, before)
            self._draw(scrollbar=True)
        if self._looked is not None:
            self._look(self._looked + before)

    def _marked_in(self, line: int, lasting: int, selection: Selection | None) -> Sequence[tuple[int, int | None]]:
        """What of a line is selected or marked; `lasting` is its number that stays."""
        span = selection.get_span(lasting) if selection else self.marked_words.span(lasting)
        if span is not None:
            return [(span[0], None if span[1] < 0 else span[1])]
        return spans_in(self._view.shown, line, self.found) if self.found and self._view else ()

    def point_at(self, line: int, column: int) -> None:
        """Tell which words stand there."""
        if (view := self._view) is not None and (words := words_at(view, view.top + line, column)) is not None:
            self.post_message(self.Pointed(words))

    def action_scroll_end(self) -> None:
        self.to_end()

    def to_end(self) -> None:
        """Go to the end, and follow it."""
        if self._view is not None:
            self._view.end()
            self._draw(scrollbar=True)
            self._look(None)

    def to_message(self, direction: int) -> None:
        """Go to the message before or after (-1, 1), and choose it. Behind the last one there is none."""
        if (view := self._view) is None:
            return
        top, last = view.top, len(view.flow.nodes)
        before = (self.number_in_focus or 0) - 1
        if direction < 0 and top == view.last_top and before >= 0 and view.flow.top(before) >= top:
            self._look(before)  # at the end more than one of them is in sight, and none is passed over
            return
        view.to_message(direction)
        self._draw(scrollbar=True)
        if view.top != top and not view.follow:
            self._look(view.flow.number_at(view.top))
        else:  # all of them are in sight, or the last ones
            number = max(0, (last if self._looked is None else self._looked) + direction)
            self._look(number if number < last else None)

    def to_number(self, number: int) -> None:
        """Go to a message, and choose it."""
        if self._view is not None:
            self._view.show_message(number)
            self._draw(scrollbar=True)
            self._look(number)

    def _look(self, number: int | None) -> None:
        self._looked = number
        self._draw()
        self.post_message(self.Looked(number))

"""What can be done with a conversation while it has the focus, besides scrolling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual.message import Message

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.transcript.selectable import SELECTION_COMMANDS, SelectableView

CODE_STEP = 8
"""Cells by which cut code is shifted at once."""

TRANSCRIPT_COMMANDS: tuple[Command[CommandedView], ...] = (
    Command("transcript.previous", "Previous message", lambda view: view.to_message(-1), keys=("left_square_bracket",)),
    Command("transcript.next", "Next message", lambda view: view.to_message(1), keys=("right_square_bracket",)),
    Command("transcript.end", "Scroll to the end and follow", lambda view: view.to_end(), keys=("end",)),
    *SELECTION_COMMANDS,
    Command("transcript.wrap_code", "Wrap long lines of code, or cut them", lambda view: view.wrap_code(), keys=("w",)),
    Command(
        "transcript.code_left",
        "Scroll cut code left",
        lambda view: view.shift_code(-1),
        lambda view: view.cuts_code,
        keys=("left",),
    ),
    Command(
        "transcript.code_right",
        "Scroll cut code right",
        lambda view: view.shift_code(1),
        lambda view: view.cuts_code,
        keys=("right",),
    ),
)
"""While a conversation has the focus."""


class CommandedView(Commanded, SelectableView):
    """A view of a conversation that obeys keys."""

    TABLE = TRANSCRIPT_COMMANDS

    @dataclass
    class Looked(Message):
        """The person chose a message to look at, or none any more."""

        number: int | None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._looked: int | None = None
        """The number of the message that was chosen."""
        self._code_shift: int | None = None

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
        self.post_message(self.Looked(number))

    @property
    def cuts_code(self) -> bool:
        """Long lines of code are cut."""
        return self._code_shift is not None

    def wrap_code(self) -> None:
        """Wrap long lines of code, or cut them."""
        self._shift_code(0 if self._code_shift is None else None)
        said = "Long lines of code are cut; ← and → shift them" if self.cuts_code else "Long lines of code are wrapped"
        self.notify(said)

    def shift_code(self, direction: int) -> None:
        """Show more of the cut lines of code at the left or right (-1, 1), as far as there is more."""
        if self._view is not None and self._code_shift is not None and (direction < 0 or self._view.code_goes_on):
            self._shift_code(max(0, self._code_shift + direction * CODE_STEP))

    def _shift_code(self, shift: int | None) -> None:
        self._code_shift = shift
        if self._view is not None:
            if self.text_selection is not None:
                self.screen.clear_selection()  # its rows are others now
            self._view.shift_code(shift)
            self._draw(scrollbar=True)

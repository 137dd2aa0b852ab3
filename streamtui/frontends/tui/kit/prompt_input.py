"""Where the person writes: as many lines as needed, Enter sends, Up leads back through what was sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from textual import events
from textual.binding import Binding, BindingType
from textual.document._document import Location
from textual.message import Message
from textual.widgets import TextArea

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.folding_area import FoldingArea
from streamtui.frontends.tui.kit.line_editing import (
    Killed,
    line_end,
    line_start,
    location_of,
    place_of,
    run_start,
    word_end,
    word_start,
)
from streamtui.frontends.tui.kit.prompt_history import PromptHistory
from streamtui.frontends.tui.terminal.paste_reader import PasteRefused, is_too_long, line_breaks

if TYPE_CHECKING:
    from streamtui.core.ports.prompts import Written

Reach: TypeAlias = Callable[[str, int], int]
"""Where a key leads, of a text and a place in it."""

UNDO: Command[PromptInput] = Command(
    "prompt.undo", "Undo", lambda prompt: prompt.action_undo(), keys=("ctrl+underscore", "ctrl+slash")
)
PROMPT_COMMANDS: tuple[Command[PromptInput], ...] = (
    Command("prompt.send", "Send", lambda prompt: prompt.send(), keys=("enter",)),
    Command(
        "prompt.break_line",
        "Break the line",
        lambda prompt: prompt.insert("\n"),
        keys=("ctrl+j", "alt+enter", "shift+enter"),
    ),
    Command(
        "prompt.line_start", "Beginning, end of the line", lambda prompt: prompt.to_column(0), keys=("ctrl+a", "home")
    ),
    Command("prompt.line_end", "Beginning, end of the line", lambda prompt: prompt.to_column(None), keys=("end",)),
    Command("prompt.left", "A character left, right", lambda prompt: prompt.action_cursor_left(), keys=("ctrl+b",)),
    Command("prompt.right", "A character left, right", lambda prompt: prompt.action_cursor_right(), keys=("ctrl+f",)),
    Command(
        "prompt.word_left", "A word left, right", lambda prompt: prompt.go(word_start), keys=("alt+b", "ctrl+left")
    ),
    Command(
        "prompt.word_right", "A word left, right", lambda prompt: prompt.go(word_end), keys=("alt+f", "ctrl+right")
    ),
    Command("prompt.cut_run", "Cut the word before, behind", lambda prompt: prompt.cut(run_start), keys=("ctrl+w",)),
    Command("prompt.cut_word", "Cut the word before, behind", lambda prompt: prompt.cut(word_end), keys=("alt+d",)),
    Command(
        "prompt.cut_before", "Cut the line before, behind", lambda prompt: prompt.cut(line_start), keys=("ctrl+u",)
    ),
    Command("prompt.cut_behind", "Cut the line before, behind", lambda prompt: prompt.cut(line_end), keys=("ctrl+k",)),
    Command("prompt.yank", "Paste what was cut", lambda prompt: prompt.yank(), keys=("ctrl+y",)),
    UNDO,
    Command("prompt.up", "On the first, last line: the prompt before, after", lambda prompt: prompt.up(), keys=("up",)),
    Command(
        "prompt.down", "On the first, last line: the prompt before, after", lambda prompt: prompt.down(), keys=("down",)
    ),
)
"""While a prompt is written."""


_OURS = {f"ctrl+{letter}" for letter in "aeuwkyz"} | {"ctrl+shift+k", "f6", "f7"}
"""Keys of Textual's that mean something else here, or nothing: a keymap may leave them free."""
_INHERITED = [
    replace(binding, key=",".join(keys))
    for binding in TextArea.BINDINGS
    if isinstance(binding, Binding) and (keys := [key for key in binding.key.split(",") if key not in _OURS])
]


def placeholders() -> Sequence[str]:
    """What an empty one says: the longest that it has room for."""
    sends, breaks, *_ = PROMPT_COMMANDS
    first = f"Ask something · {sends.key} sends"
    broken = f"{first} · {breaks.key} breaks the line"
    return (f"{broken} · / for commands", broken, first, "Ask something", "Ask")


class PromptInput(Commanded, FoldingArea, inherit_bindings=False):
    """A text area that sends its text instead of keeping it."""

    BINDINGS: ClassVar[list[BindingType]] = [*_INHERITED]

    TABLE = PROMPT_COMMANDS
    FIRST = True

    @dataclass
    class Submitted(Message):
        """The person pressed Enter. The text stays until the receiver calls `accept`."""

        text: str

    @dataclass
    class Ready(Message):
        """The prompt takes keys."""

    def __init__(self) -> None:
        super().__init__(
            id="prompt",
            compact=True,
            highlight_cursor_line=False,
            placeholder=placeholders()[0],
        )
        self.cursor_blink = False
        self.last_key = ""
        """The last one that was pressed in it, unless it was a command."""
        self.earlier = PromptHistory()
        """What was sent, or dropped."""
        self.revive: Callable[[Written], str] = lambda written: self.folds.take_in(written.text, written.folds)
        """What is written for one of an earlier run."""
        self._killed = Killed()
        self._after_cut: tuple[str, Location] | None = None
        """What was there, and where the cursor was, when something had been cut."""
        self.recalled = ""
        """The prompt that was gone back to last."""
        self.understand: Callable[[str], Awaitable[str]] | None = None
        """What is written where that is pasted."""

    def on_resize(self) -> None:
        fitting = [text for text in placeholders() if len(text) < self.content_size.width]
        self.placeholder = fitting[0] if fitting else ""

    def accept(self) -> None:
        """The text was taken: remember it and make room for the next one."""
        self.earlier.add(self.text)
        self.recalled = self.last_key = ""
        self.clear()

    def write(self, text: str) -> None:
        """Put a text in, before what is there, with the cursor behind it."""
        self.text = self.recalled = f"{text}\n{self.text}" if self.text else text
        self.move_cursor(self.document.end)

    def replace_text(self, text: str, place: int = -1) -> None:
        """Say that instead, which can be undone, with the cursor at a place of it, else at its end."""
        self.replace(text, (0, 0), self.document.end)
        self.move_cursor(self.document.end if place < 0 else location_of(self.document.lines, place))

    def take_over(self, other: PromptInput) -> None:
        """Go on where the other one is: text, cursor, what can be undone and what was sent.

        What stands here already is of an earlier run: where there is no other it stays, else it can be gone back to.
        """
        other.earlier.put_before(self.earlier.all)
        self.folds, self.earlier = other.folds, other.earlier
        if self.text and not other.text:
            return
        if self.text:
            self.earlier.add(self.text)
        self.load_text(other.text)
        self.selection = other.selection
        self.history = other.history

    def do(self, command: Command[Any]) -> None:
        self.last_key = ""
        super().do(command)

    def edits_by(self, key: str) -> bool:
        """Whether the key changes the text or moves in it."""
        return key in self._bindings.key_to_bindings

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """While there is no text, a letter may be a command of the screen."""
        written = self.document.end != (0, 0) and not key.startswith("alt+")
        return written and super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        self.last_key = event.key
        if event.key.startswith("alt+"):
            event.prevent_default()  # it would be written as if there were no Alt

    async def _on_paste(self, event: events.Paste) -> None:
        """All of it, or nothing: what is written stays as short as what may be pasted at once."""
        event.stop()
        written, written_breaks = self.folds.size(self.text)
        size = written + len(event.text.encode()) - self.folds.size(self.selected_text)[0]
        breaks = written_breaks + line_breaks(event.text)
        if is_too_long(size, breaks):
            event.prevent_default()
            self.post_message(PasteRefused(size, breaks + 1))
        else:
            event.prevent_default()
            self.put_pasted(event.text if self.understand is None else await self.understand(event.text))

    def to_column(self, column: int | None) -> None:
        """Go there in the line, or to its end."""
        row, _ = self.cursor_location
        self.move_cursor((row, len(self.document[row]) if column is None else column))

    def go(self, reach: Reach) -> None:
        """Go to where that leads."""
        self.move_cursor(self._reached(reach))

    def cut(self, reach: Reach) -> None:
        """Cut from the cursor to where that leads, or what is selected."""
        start, end = self.selection
        if start == end:
            end = self._reached(reach)
        goes_on = self._after_cut == (self.text, self.cursor_location)
        before = end < start
        start, end = self.widened(start, end)
        self._killed.add(self.get_text_range(start, end), before=before, goes_on=goes_on)
        self._delete_via_keyboard(start, end)
        self._after_cut = (self.text, self.cursor_location)

    def yank(self) -> None:
        """Put in what was cut last."""
        self._replace_via_keyboard(self._killed.text, *self.selection)

    def action_cut(self) -> None:
        """Cut what is selected, and never a whole line unasked."""
        if self.selected_text:
            super().action_cut()

    def _reached(self, reach: Reach) -> Location:
        lines = self.document.lines
        return location_of(lines, reach("\n".join(lines), place_of(lines, *self.cursor_location)))

    def send(self) -> None:
        """Tell that the person wants to send the text, if there is any."""
        if self.text.strip():
            self.post_message(self.Submitted(self.text))

    def up(self) -> None:
        """A line up, or from the first line to the prompt before."""
        if not self.navigator.is_first_wrapped_line(self.cursor_location):
            self.action_cursor_up()
        elif (earlier := self.earlier.back(self.text)) is not None:
            self._recall(earlier)

    def down(self) -> None:
        """A line down, or from the last line to the prompt after."""
        if not self.navigator.is_last_wrapped_line(self.cursor_location):
            self.action_cursor_down()
        elif (later := self.earlier.forward()) is not None:
            self._recall(later)

    def _recall(self, prompt: str | Written) -> None:
        self.text = self.recalled = prompt if isinstance(prompt, str) else self.revive(prompt)
        self.move_cursor(self.document.end)

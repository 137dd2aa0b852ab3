"""Where the person writes: as many lines as needed, Enter sends, Up leads back through what was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from streamtui.frontends.tui.kit.prompt_history import PromptHistory

NEWLINE_KEYS = ("ctrl+j", "shift+enter", "alt+enter")


class PromptInput(TextArea):
    """A text area that sends its text instead of keeping it."""

    @dataclass
    class Submitted(Message):
        """The person pressed Enter. The text stays until the receiver calls `accept`."""

        text: str

    @dataclass
    class Ready(Message):
        """The prompt takes keys."""

    def __init__(self, press_bare: Callable[[str], bool]) -> None:
        """`press_bare` is told the keys that come while there is no text, and says whether it took one.

        Not the screen's bindings: they are looked up before the keys that were typed just before are in the text.
        """
        super().__init__(
            id="prompt",
            compact=True,
            highlight_cursor_line=False,
            placeholder="Ask something. Enter sends, Ctrl+J breaks the line",
        )
        self.cursor_blink = False
        self._history = PromptHistory()
        self._press_bare = press_bare

    def accept(self) -> None:
        """The text was taken: remember it and make room for the next one."""
        self._history.add(self.text)
        self.clear()

    def write(self, text: str) -> None:
        """Put a text in, before what is there, with the cursor behind it."""
        self.text = f"{text}\n{self.text}" if self.text else text
        self.move_cursor(self.document.end)

    def take_over(self, other: PromptInput) -> None:
        """Go on where the other one is: text, cursor, what can be undone and what was sent."""
        self.load_text(other.text)
        self.selection = other.selection
        self.history, self._history = other.history, other._history

    def edits_by(self, key: str) -> bool:
        """Whether the key changes the text or moves in it."""
        return key in NEWLINE_KEYS or key in self._bindings.key_to_bindings

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """While there is no text, a letter may be a command of the screen."""
        return bool(self.text) and super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        if not self.text and self._press_bare(event.key):
            event.stop()
            event.prevent_default()
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            if self.text.strip():
                self.post_message(self.Submitted(self.text))
        elif event.key in NEWLINE_KEYS:
            event.stop()
            event.prevent_default()
            self.insert("\n")

    def action_cursor_up(self, select: bool = False) -> None:
        if select or not self.navigator.is_first_wrapped_line(self.cursor_location):
            super().action_cursor_up(select)
        elif (earlier := self._history.back(self.text)) is not None:
            self._recall(earlier)

    def action_cursor_down(self, select: bool = False) -> None:
        if select or not self.navigator.is_last_wrapped_line(self.cursor_location):
            super().action_cursor_down(select)
        elif (later := self._history.forward()) is not None:
            self._recall(later)

    def _recall(self, text: str) -> None:
        self.text = text
        self.move_cursor(self.document.end)

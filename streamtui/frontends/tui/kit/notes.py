"""What the program says to the person. It stands above the prompt (`kit/note_row.py`): a toast would lie over the text.

A note goes with the next thing that is pressed, once that has acted, unless that said something itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.reactive import var

ROW = "note-row"
"""The class of what shows notes."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """A sentence. The same one said twice is two notes."""

    text: str
    warns: bool = False
    stays_until: float = 0.0
    """What is pressed before this instant (of `monotonic`) does not take it away."""


class NotesApp(App[Result]):
    """An app of which every notice, Textual's own too, is a note."""

    note: var[Note | None] = var(None)
    """The last one, while it is of interest."""

    def notify(self, message: str, *, severity: str = "information", timeout: float | None = None, **_: Any) -> None:
        """Say a sentence; `timeout`: it stays so many seconds, whatever is pressed."""
        self.note = Note(message, severity != "information", monotonic() + timeout if timeout else 0.0)

    def sure(self, question: str) -> bool:
        """Whether this was asked just now, and the person goes on all the same; yes where nobody would see it."""
        if not self.screen.query(f".{ROW}") or (self.note is not None and self.note.text == question):
            return True
        self.notify(question)
        return False

    def pressed(self, event: events.Event, note: Note | None) -> None:
        """This has acted: the note that stood there before is read, unless it could not be seen."""
        if note is None or note is not self.note or monotonic() < note.stays_until:
            return
        if isinstance(event, (events.Key, events.Paste, events.MouseUp)) and self.screen.query(f".{ROW}"):
            self.note = None

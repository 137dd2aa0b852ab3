"""The one way into the terminal's clipboard. What is pasted elsewhere acts there, so it gets what can be seen first.

Where a text holds characters that can't be, a note tells which; the same copied again, while that is shown, is the
text as it came. Terminals bound what they take.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from textual.widget import Widget

from streamtui.core.text.display_safe import display_safe, hidden_characters
from streamtui.frontends.tui.kit.notes import NotesApp

MOST = 1_000_000
"""Bytes that are given to a terminal at most."""
_ALL_TAKE = 74_000
"""Bytes that all terminals take which know of a clipboard."""
_MOST_KINDS = 4
Result = TypeVar("Result")


class ClipboardApp(NotesApp[Result]):
    """An app that copies with care, whoever copies."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._made_safe = ("", "")
        """The text that was copied without what is hidden in it, and the note that told of it."""

    def copy_to_clipboard(self, text: str) -> None:
        self.copy(text, "Copied")

    def copy(self, text: str, said: str) -> None:
        """Copy a text, and say so."""
        size = len(text.encode("utf-8", "replace")) if len(text) <= MOST else len(text)
        if size > MOST:
            told = f"Not copied: it is {size:,} bytes, and the clipboard gets {MOST:,} at most. Select a part of it."
            self._tell(told, warns=True)
            return
        hidden, again = hidden_characters(text), self._is_asked_again(text)
        notice = said
        if hidden and again:
            notice += f". In it, as they came: {_listed(hidden)}"
        elif hidden:
            notice += f". Marks stand for {_listed(hidden)}: copy it again for the text as it came"
            self._made_safe = (text, notice)
            text = display_safe(text)
        if size > _ALL_TAKE:
            notice += f". It is {size:,} bytes, which not every terminal takes"
        super().copy_to_clipboard(text.encode("utf-8", "replace").decode())
        self._tell(notice, warns=bool(hidden))

    def _is_asked_again(self, text: str) -> bool:
        before, notice = self._made_safe
        self._made_safe = ("", "")
        return text == before and self.note is not None and self.note.text == notice

    def _tell(self, notice: str, *, warns: bool) -> None:
        self.notify(notice, severity="warning" if warns else "information")


def copy(widget: Widget, text: str, said: str) -> None:
    """Copy for a widget."""
    app = widget.app
    assert isinstance(app, ClipboardApp)
    app.copy(text, said)


def _listed(hidden: Mapping[str, int]) -> str:
    """How many there are, and which: `3 hidden characters (2 ESC, 1 BEL)`."""
    count = sum(hidden.values())
    kinds = [f"{number:,} {name}" for name, number in [*hidden.items()][:_MOST_KINDS]]
    more = ", ..." if len(hidden) > _MOST_KINDS else ""
    return f"{count:,} hidden character{'s' * (count != 1)} ({', '.join(kinds)}{more})"

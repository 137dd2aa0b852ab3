"""The one way into the clipboard. What is pasted elsewhere acts there, so it gets what can be seen first.

Where a text holds characters that can't be, a note tells which; the same copied again, while that is shown, is the
text as it came. It goes to the terminal, which may be far from this machine, and to the desktop's program. Terminals
bound what they take, and some cut the rest off in silence: a longer text goes into a file, whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

from textual.widget import Widget

from streamtui.core.ports.copying import Copying
from streamtui.core.text.display_safe import display_safe, hidden_characters
from streamtui.frontends.tui.kit.notes import NotesApp

MOST = 100_000
"""Bytes that a clipboard is given at most."""
_ALL_TAKE = 74_000
"""Bytes that all terminals take which know of a clipboard."""
_MOST_KINDS = 4
Result = TypeVar("Result")


class ClipboardApp(NotesApp[Result]):
    """An app that copies with care, whoever copies."""

    def __init__(self, *, copying: Copying | None = None, **options: Any) -> None:
        """Without `copying` there are neither the desktop's programs nor files."""
        super().__init__(**options)
        self._copying = copying
        self._one_by_one = asyncio.Lock()
        self._made_safe = ("", "")
        """The text that was copied without what is hidden in it, and the note that told of it."""

    def copy_to_clipboard(self, text: str) -> None:
        if text:  # Textual's fields copy what is selected, even if nothing is
            self.copy(text, "Copied")

    def copy(self, text: str, said: str) -> None:
        """Copy a text, and say so."""
        size = len(text.encode("utf-8", "replace"))
        hidden, again = hidden_characters(text), self._is_asked_again(text)
        of_hidden, made_safe = "", ""
        if hidden and again:
            of_hidden = f". In it, as they came: {_listed(hidden)}"
        elif hidden:
            of_hidden = f". Marks stand for {_listed(hidden)}: copy it again for the text as it came"
            text, made_safe = display_safe(text), text
        if size > MOST:
            self.run_worker(self._keep(text, size, said, of_hidden, made_safe), group="copy")
            return
        of_size = f". It is {size:,} bytes, which not every terminal takes" if size > _ALL_TAKE else ""
        self._say(f"{said}{of_hidden}{of_size}", made_safe, warns=bool(hidden))
        self._give(text)

    def _give(self, text: str) -> None:
        super().copy_to_clipboard(text.encode("utf-8", "replace").decode())
        if self._copying is not None:
            self.run_worker(self._give_desktop(self._copying, text), group="copy")

    async def _give_desktop(self, copying: Copying, text: str) -> None:
        async with self._one_by_one:
            await asyncio.to_thread(copying.copy, text)

    async def _keep(self, text: str, size: int, said: str, of_hidden: str, made_safe: str) -> None:
        """Put it into a file, whose name is copied in its place."""
        too_large = f"{size:,} bytes are more than a clipboard takes"
        if self._copying is None:
            self.notify(f"Not copied: {too_large}. Select a part of it.", severity="warning")
            return
        try:
            path = await asyncio.to_thread(self._copying.keep, text)
        except OSError as error:
            why = error.strerror or str(error)
            told = f"Not copied: {too_large}, and no file can be made of it ({why}). Select a part of it."
            self.notify(told, severity="warning")
            return
        told = f"{said} into a file, as {too_large}: {path}, whose name is in the clipboard now{of_hidden}"
        self._say(told, made_safe, warns=True)
        self._give(str(path))

    def _is_asked_again(self, text: str) -> bool:
        before, notice = self._made_safe
        self._made_safe = ("", "")
        return text == before and self.note is not None and self.note.text == notice

    def _say(self, notice: str, made_safe: str, *, warns: bool) -> None:
        """Tell of it; `made_safe` is the text that was copied without what is hidden in it."""
        if made_safe:
            self._made_safe = (made_safe, notice)
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

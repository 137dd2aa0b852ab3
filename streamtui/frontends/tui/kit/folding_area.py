"""A text area in which what was pasted may stand folded, as a few words: they are gone over, deleted and opened as one.

Only the line of the cursor is looked through, so a long text costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rich.style import Style
from rich.text import Text
from textual import events
from textual.document._document import EditResult, Location, Selection
from textual.document._edit import Edit
from textual.widgets import TextArea

from streamtui.core.text.folds import Folds, is_long

_FOLDED = Style(underline=True)


class FoldingArea(TextArea, inherit_bindings=False):
    """Knows what is folded in it."""

    def __init__(self, **options: Any) -> None:
        self.folds = Folds()
        super().__init__(**options)

    def put_pasted(self, text: str) -> None:
        """Put in what was pasted, folded where it is long."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._replace_via_keyboard(self.folds.fold(text) if is_long(text) else text, *self.selection)

    @property
    def has_folds(self) -> bool:
        """Something in it is folded, or was before it was opened."""
        return next(self.folds.found(self.text), None) is not None or self.folds.folded(self.text) != self.text

    def turn_folds(self) -> None:
        """Open what is folded, at the cursor or else all of it; where nothing is, fold again what was."""
        row, column = self.cursor_location
        here = [fold for fold in self._folds_in(row) if fold[0] <= column <= fold[1]]
        if here:
            self._open(row, here[0])
        elif (text := self.folds.whole(self.text)) != self.text or (text := self.folds.folded(text)) != self.text:
            self.replace(text, (0, 0), self.document.end)
            self.move_cursor(self.document.end)

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        for start, end, _ in self._folds_in(line_index):
            line.stylize(_FOLDED, start, end)
        return line

    def edit(self, edit: Edit) -> EditResult:
        """What touches something folded takes all of it."""
        start, end = self.widened(edit.top, edit.bottom)
        if (start, end) != (edit.top, edit.bottom):
            edit = replace(edit, from_location=start, to_location=end)
        return super().edit(edit)

    def widened(self, start: Location, end: Location) -> tuple[Location, Location]:
        """The range, with all of what it begins or ends within."""
        if start != end:
            start, end = min(start, end), max(start, end)
            start = next(((start[0], fold[0]) for fold in self._around(start)), start)
            end = next(((end[0], fold[1]) for fold in self._around(end)), end)
        return start, end

    def _validate_selection(self, selection: Selection) -> Selection:
        """The cursor stands before or behind what is folded, never in it."""
        start, end = super()._validate_selection(selection)
        before = self.selection.end
        for first, last, _ in self._around(end):
            to = (end[0], last if end > before else first)
            start, end = to if start == end else start, to
        return Selection(start, end)

    async def _on_mouse_down(self, event: events.MouseDown) -> None:
        """A click opens what is folded."""
        row, column = self.get_target_document_location(event)
        for fold in self._folds_in(row):
            if fold[0] <= column < fold[1]:
                event.prevent_default()
                event.stop()
                self.focus()
                self._open(row, fold)

    def _open(self, row: int, fold: tuple[int, int, str]) -> None:
        start, end, text = fold
        self.replace(text, (row, start), (row, end), maintain_selection_offset=False)

    def _around(self, location: Location) -> Iterator[tuple[int, int, str]]:
        row, column = location
        return (fold for fold in self._folds_in(row) if fold[0] < column < fold[1])

    def _folds_in(self, row: int) -> Iterator[tuple[int, int, str]]:
        return self.folds.found(self.document.get_line(row)) if row < self.document.line_count else iter(())

"""One line to write in."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input


class LineField(Input):
    """Its cursor stands still, and is in sight behind what is pasted first, too."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, compact=True, **options)
        self.cursor_blink = False
        self._initial_value = bool(value)  # Textual scrolls to no cursor before a first change

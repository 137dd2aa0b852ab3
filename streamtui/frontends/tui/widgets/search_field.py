"""Where the person types to narrow a list down."""

from __future__ import annotations

from textual.widgets import Input


class SearchField(Input):
    """One line without blanks, as names have none: Space is left to the screen."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, compact=True)
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Which keys are text."""
        return key != "space" and super().check_consume_key(key, character)

"""Where the person types to narrow a list down."""

from __future__ import annotations

from collections.abc import Collection

from textual.widgets import Input


class SearchField(Input):
    """One line of words."""

    def __init__(self, placeholder: str, list_keys: Collection[str]) -> None:
        """`list_keys` would be text, but are meant for the list."""
        super().__init__(placeholder=placeholder, compact=True)
        self.cursor_blink = False
        self._list_keys = list_keys

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return key not in self._list_keys and super().check_consume_key(key, character)

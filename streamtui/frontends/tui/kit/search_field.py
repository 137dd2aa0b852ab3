"""Where the person types to narrow a list down."""

from __future__ import annotations

from collections.abc import Collection

from textual import events

from streamtui.frontends.tui.kit.line_field import LineField

TO_SEARCH = "Type to search"


class SearchField(LineField):
    """One line of words."""

    def __init__(self, placeholder: str, list_keys: Collection[str]) -> None:
        """`list_keys` would be text, but are meant for the list."""
        super().__init__(placeholder=placeholder)
        self._list_keys = list_keys

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return key not in self._list_keys and super().check_consume_key(key, character)

    def _on_paste(self, event: events.Paste) -> None:
        """Lines are put together: the field has one, and of several the first alone would be lost with what it says."""
        event.prevent_default().stop()
        lines = event.text.splitlines()
        self.replace(" ".join(filter(None, map(str.strip, lines))) if len(lines) > 1 else event.text, *self.selection)

"""Where the person types to narrow a list down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input


class SearchField(Input):
    """One line of words, and keys that are meant for the list.

    They are told in step with the text. Bindings of the screen would overtake what was typed just before.
    """

    @dataclass
    class Pressed(Message):
        """One of the list's keys."""

        key: str

    def __init__(self, placeholder: str, list_keys: Collection[str]) -> None:
        super().__init__(placeholder=placeholder, compact=True)
        self.cursor_blink = False
        self._list_keys = list_keys

    async def _on_key(self, event: events.Key) -> None:
        if event.key in self._list_keys:
            event.stop()
            event.prevent_default()
            self.post_message(self.Pressed(event.key))
        else:
            await super()._on_key(event)

"""Rows of the wire's pane that can be gone through: by keys, which are the pane's, and the mouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual import events
from textual.message import Message

from streamtui.frontends.tui.kit.lines import Lines

_WHEEL_ROWS = 3


class WireRows(Lines, can_focus=True):
    """Tells where it is clicked, and of the wheel."""

    @dataclass
    class Pressed(Message):
        """A line was clicked."""

        rows: WireRows
        line: int

    @dataclass
    class Wheeled(Message):
        """So many rows on, or back."""

        rows: WireRows
        by: int

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)

    async def on_click(self, event: events.Click) -> None:
        self.post_message(self.Pressed(self, event.get_content_offset_capture(self).y))

    def on_mouse_scroll_down(self) -> None:
        self.post_message(self.Wheeled(self, _WHEEL_ROWS))

    def on_mouse_scroll_up(self) -> None:
        self.post_message(self.Wheeled(self, -_WHEEL_ROWS))

"""The bar below a replay, which takes the mouse: where it is clicked and dragged, there the chat goes."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message

from streamtui.frontends.tui.kit.lines import Lines


class ReplayBar(Lines):
    """Draws rows, and tells where the mouse points."""

    @dataclass
    class Pointed(Message):
        """The person wants to go there."""

        share: float
        """Of the width."""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.capture_mouse()
        self._point(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is self:
            self._point(event)

    def on_mouse_up(self, _: events.MouseUp) -> None:
        self.release_mouse()

    def _point(self, event: events.MouseEvent) -> None:
        column = event.get_content_offset_capture(self).x
        self.post_message(self.Pointed(column / max(1, self.content_size.width - 1)))

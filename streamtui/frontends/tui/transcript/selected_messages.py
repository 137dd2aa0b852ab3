"""Whole messages selected one by one, known by their numbers, as their rows are others in each frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual.geometry import Offset
from textual.selection import Selection

from streamtui.frontends.tui.transcript.viewport import Viewport


@dataclass(frozen=True, slots=True)
class SelectedMessages:
    """The messages from the one where the selection began to the one it was taken to, which may be above."""

    first: int
    last: int

    def extended(self, direction: int, count: int) -> SelectedMessages:
        """One message further up or down (-1, 1), of so many that there are."""
        return replace(self, last=max(0, min(count - 1, self.last + direction)))

    def rows(self, view: Viewport) -> Selection:
        """Their rows, numbered as `row - origin`, up to the row behind them."""
        last = len(view.flow.nodes) - 1
        upper, lower = sorted((min(self.first, last), min(self.last, last)))
        end = view.flow.top(lower) + view.flow.nodes[lower].height
        return Selection(Offset(0, view.flow.top(upper) - view.origin), Offset(0, end - view.origin))

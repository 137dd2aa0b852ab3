"""Text that grows, cut into rows by terminal cells: each piece is cut once, and made safe to show."""

from __future__ import annotations

from streamtui.core.text.display_safe import DisplaySafeStream
from streamtui.frontends.tui.kit.rows import BRIGHT
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import folded


class GrowingRows:
    """Feed it pieces; every row but the last stays as it is."""

    def __init__(self, width: int, text: str = "", style: str = BRIGHT) -> None:
        self.width = max(2, width)
        self.lines: list[str] = [""]
        self._style = style
        self._safe = DisplaySafeStream()
        self.feed(text)

    def feed(self, piece: str) -> None:
        """Put one more piece on."""
        if safe := self._safe.feed(piece):
            self.lines[-1:] = folded(self.lines[-1] + safe, self.width)

    @property
    def height(self) -> int:
        return len(self.lines)

    def rows(self, first: int, last: int) -> list[Row]:
        return [(Run(line, self._style),) for line in self.lines[first:last]]

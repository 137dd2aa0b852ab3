"""Text that grows, broken into rows by terminal cells: each piece is broken once, and made safe to show."""

from __future__ import annotations

from streamtui.core.text.display_safe import DisplaySafeStream
from streamtui.frontends.tui.kit.rows import BRIGHT
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import folded, wrapped_lines


class GrowingRows:
    """Feed it pieces; every row but the last stays as it is."""

    def __init__(self, width: int, text: str = "", style: str = BRIGHT, *, at_words: bool = False) -> None:
        """`at_words`: rows end at blanks, as suits prose; else where they are full, so that every blank stays."""
        self.width = max(2, width)
        self._broken = wrapped_lines if at_words else folded
        self.lines: list[str] = [""]
        self._style = style
        self._safe = DisplaySafeStream()
        self.feed(text)

    def feed(self, piece: str) -> None:
        """Put one more piece on."""
        if safe := self._safe.feed(piece):
            self.lines[-1:] = self._broken(self.lines[-1] + safe, self.width)

    @property
    def height(self) -> int:
        return len(self.lines)

    def rows(self, first: int, last: int) -> list[Row]:
        return [(Run(line, self._style),) for line in self.lines[first:last]]

"""Paragraphs, headings and rules."""

from __future__ import annotations

from streamtui.markdown import styles
from streamtui.markdown.block import Block
from streamtui.markdown.half import closed
from streamtui.markdown.inline import inline_lines
from streamtui.markdown.margin import Margin
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import wrap

LONGEST_CHAIN = 16
"""Blocks of one paragraph that wrap as a whole; then a row ends early."""


class Paragraph(Block):
    """Running text, or a heading when `level` is not 0.

    A long paragraph goes on in further blocks. Such a block hands its last row on, so that the rows are those of the
    paragraph wrapped as a whole. To keep a block cheap to lay out by itself, only so many hand on in succession.
    """

    def __init__(self, start: int, margin: Margin, before: Paragraph | None = None, glue: str = "") -> None:
        super().__init__(start, margin, continues=before is not None)
        self.level = 0
        self.growing = False
        """It ends where the text does so far."""
        self.unfinished = False
        """The text goes on in the next block, on this one's last row."""
        self.searched = 0
        """Characters of the text in which there is no place to cut it."""
        self._before = before if before and before.unfinished else None
        self._glue = glue
        self.chain: int = self._before.chain + 1 if self._before else 0
        self._carried: tuple[int, Row] | None = None

    @property
    def text(self) -> str:
        """The content as markdown-it hands it to its inline parser."""
        return "\n".join(self.lines).rstrip(" \t\n")

    def heading(self, level: int) -> None:
        """Make it a heading."""
        self.level = level
        self._rows = None

    def grow(self, growing: bool) -> None:
        """Say whether more of it may come, until when what is open in it is shown as if it were closed."""
        if growing != self.growing:
            self.growing = growing
            self._rows = None

    def keep(self, text: str) -> None:
        """Say only this; the rest of the paragraph is in the next block."""
        self.cut_back(1, text)
        self.unfinished = self.chain < LONGEST_CHAIN
        self._rows = None

    def carry(self, width: int) -> Row:
        """The last row at this inner width, which the next block begins with."""
        if self._carried is None or self._carried[0] != width:
            self._inner_rows(width)
        return self._carried[1] if self._carried else []

    def _inner_rows(self, width: int) -> list[Row]:
        base = styles.HEADINGS[self.level - 1] if self.level else styles.QUOTE if self.margin.quoted else styles.TEXT
        lines = inline_lines(closed(self.text) if self.growing else self.text, base)
        if self._before is not None and (carried := self._before.carry(width)):
            lines[0] = [*carried, Run(self._glue, base), *lines[0]]
        rows = [row for line in lines for row in wrap(line, width)]
        if self.unfinished:
            self._carried = (width, rows.pop())
        return rows


class Rule(Block):
    """A thematic break."""

    def _inner_rows(self, width: int) -> list[Row]:
        return [[Run("─" * width, styles.RULE)]]

"""Text as it was typed: no markup, every line on a row of its own. Long texts are laid out piece by piece."""

from __future__ import annotations

from streamtui.markdown.block import CHUNK_CHARACTERS, Block
from streamtui.markdown.margin import Margin
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import wrap


class PlainBlock(Block):
    """Some lines of one style."""

    def __init__(self, style: str) -> None:
        super().__init__(0, Margin())
        self._style = style

    def _inner_rows(self, width: int) -> list[Row]:
        return [row for line in self.lines for row in wrap([Run(line, self._style)], width)]


def plain_blocks(text: str, style: str) -> list[Block]:
    """A whole text; a line too long for one block goes on in the next."""
    blocks: list[Block] = [PlainBlock(style)]
    for line in text.split("\n"):
        for start in range(0, max(1, len(line)), CHUNK_CHARACTERS):
            if blocks[-1].full:
                blocks.append(PlainBlock(style))
            blocks[-1].add(line[start : start + CHUNK_CHARACTERS])
    return blocks

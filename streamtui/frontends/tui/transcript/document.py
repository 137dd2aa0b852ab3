"""A growing Markdown text as a column of blocks, taken in as it grows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from time import perf_counter

from streamtui.core.text.growing_text import GrowingText
from streamtui.frontends.tui.transcript.stack import Leaf, Stack
from streamtui.markdown.block import Block
from streamtui.markdown.code_block import CodeBlock
from streamtui.markdown.document import Document
from streamtui.markdown.text_block import Paragraph
from streamtui.rows.row import Row, Run

SLICE = 2048
"""Characters parsed between two looks at the clock."""
WARM_BLOCKS = 256
"""Blocks that keep their rows: more than any screen shows."""


class WarmBlocks:
    """The blocks looked at last, their code laid out as set; the others give back what they can make again."""

    def __init__(self, *, compact: bool = False) -> None:
        self.compact = compact
        """No blank row stands between messages, nor between the parts of one."""
        self.code_shift: int | None = None
        """Long lines of code are cut, that many cells shifted to the left; None wraps them."""
        self._blocks: dict[int, Block] = {}

    def visit(self, block: Block) -> None:
        """A block is looked at."""
        if isinstance(block, CodeBlock):
            block.shift(self.code_shift)
        self._blocks.pop(id(block), None)
        self._blocks[id(block)] = block
        if len(self._blocks) > WARM_BLOCKS:
            self._blocks.pop(next(iter(self._blocks))).compact()


class BlockView(Leaf):
    """One block of Markdown."""

    __slots__ = ("_laid_out", "_style", "_warm", "_width", "block", "height")

    def __init__(self, block: Block, width: int, warm: WarmBlocks, style: str | None = None) -> None:
        self.block = block
        self.height = _estimated_height(block, width)
        self._width = width
        self._laid_out = False
        self._warm = warm
        self._style = style

    def settle(self, _first: int, _last: int, _hold: int, /) -> int:
        self._warm.visit(self.block)
        if not self._laid_out:
            self._laid_out = True
            self.height = len(self.block.rows(self._width))
        return 0

    def rows(self, first: int, last: int) -> Sequence[Row]:
        rows = self.block.rows(self._width)[max(0, first) : max(0, last)]
        if self._style is None:
            return rows
        return [[Run("".join([run.text for run in row]), self._style)] for row in rows]

    def resize(self, width: int) -> None:
        if self._laid_out:
            self.height = max(1, round(self.height * self._width / width))
        self._width = width
        self._laid_out = False


class DocumentView(Stack):
    """The blocks of a growing text. Texts of one style, such as reasoning, are drawn in it throughout."""

    def __init__(self, text: GrowingText, width: int, warm: WarmBlocks, style: str | None = None) -> None:
        super().__init__()
        self._text = text
        self._cursor = 0
        self._pending = ""
        self.document = Document()
        self._closed = False
        self._width = width
        self._warm = warm
        self._style = style

    def take(self, deadline: float, *, final: bool) -> bool:
        """Take in what is new until the deadline (of `perf_counter`); tells whether something is left."""
        known = changed = len(self.nodes)
        if self._went_back(final=final):
            changed = self._seek()
        pending = self._pending + self._text.since(self._cursor)
        if len(pending) > SLICE and self.document.known > len(self.document.text):
            changed = self._seek()
            pending = self._pending
        self._cursor = self._text.cursor
        position = 0
        while position < len(pending):
            first = self.document.feed(pending[position : position + SLICE])
            changed = min(changed, first)
            if final:
                self._prepare(first)
            position += SLICE
            if perf_counter() > deadline:
                break
        self._pending = pending[position:]
        if final and not self._pending and not self._closed:
            self._closed = True
            changed = min(changed, self.document.close())
        if changed < max(known, len(self.document.blocks)):
            self.replace(
                changed,
                [BlockView(block, self._width, self._warm, self._style) for block in self.document.blocks[changed:]],
            )
        return bool(self._pending)

    def _went_back(self, *, final: bool) -> bool:
        """The text is another one than was taken in, such as an earlier one."""
        return not self._text.grew_since(self._cursor) or (self._closed and not final)

    def _seek(self) -> int:
        """Take up the text where it is known from before; returns the number of the first block that may be another."""
        text = str(self._text)
        fed, changed = self.document.seek(text)
        self._pending, self._cursor, self._closed = text[fed:], self._text.cursor, False
        return changed

    def _prepare(self, first: int) -> None:
        """Highlight the code that what follows it begins in: a long listing's end would need all of it at once."""
        for block, follower in pairwise(self.document.blocks[first:]):
            if isinstance(block, CodeBlock) and follower.continues:
                self._warm.visit(block)
                block.prepare()

    def resize(self, width: int) -> None:
        self._width = width
        super().resize(width)


def _estimated_height(block: Block, width: int) -> int:
    lines = 1 if isinstance(block, Paragraph) else len(block.lines)
    return (block.margin.above is not None) + max(lines, -(-block.characters // width))

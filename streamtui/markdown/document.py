"""A streamed text of Markdown as a growing list of bounded blocks.

What the blocks say together is what markdown-it makes of the whole text, with these exceptions, made so that text which
was shown once need not be taken back, and so that no block can grow without bound:

* Link references and their definitions are text, as a definition may come long after its use. Raw HTML is text.
* A table begins below a paragraph's line only; the first line of another block is never its header.
* Containers nest 20 deep; deeper markers are text.
* A line of over 4,096 characters is a paragraph, or part of one (in code: code that breaks there).
* A paragraph is cut between 2,000 and 4,000 characters, outside of its markup where that can be found; one of 2,000
  becomes neither a heading (by an underline) nor a table.
* More than 64 blank lines end indented code.
* Where markdown-it leaves CommonMark (block markers indented by 4 or more beside a quote or item), CommonMark holds.
* What is open at the end of a paragraph that grows is shown as if it were closed (`half`), until the paragraph settles.
* A paragraph, heading or cell with more than 256 opening brackets is shown as it is.
* The blank row between list items follows the blank lines at that place, not those elsewhere in the list.
"""

from __future__ import annotations

from dataclasses import dataclass

from streamtui.core.text.blocks.line_cutter import LineCutter, LinePart, Newlines
from streamtui.core.text.blocks.phase import State
from streamtui.core.text.growing_text import GrowingText
from streamtui.markdown.block import Block
from streamtui.markdown.checkpoints import Checkpoints
from streamtui.markdown.code_block import CodeBlock
from streamtui.markdown.structure import Drawn, Structure
from streamtui.markdown.text_block import Paragraph


@dataclass(frozen=True, slots=True)
class _Preview:
    """How things were before the incomplete line was shown."""

    blocks: int
    last: Block | None
    lines: int
    last_line: str
    reached: tuple[State, Drawn]


class Document:
    """Feed it text as it comes; read its blocks whenever a frame is due."""

    def __init__(self) -> None:
        self._text = GrowingText()
        self._structure = Structure()
        self._newlines = Newlines()
        self._lines = LineCutter()
        self._taken = 0
        """Characters that are in the blocks for good."""
        self._preview: _Preview | None = None
        self._checkpoints = Checkpoints()

    @property
    def blocks(self) -> list[Block]:
        """All blocks; the last ones may still change. Not to be changed from outside."""
        return self._structure.blocks

    @property
    def text(self) -> str:
        """All text so far, its line ends as newlines."""
        return str(self._text)

    @property
    def known(self) -> int:
        """Characters of the longest text that was fed."""
        return max(self._checkpoints.known, len(self._text))

    def feed(self, text: str) -> int:
        """Take the next piece of text. Returns the index of the first block that may have changed."""
        first = self._take_back()
        text = self._newlines.feed(text)
        self._text.append(text)
        for line in self._lines.feed(text):
            self._take(line)
            begins = bool(line.ending)
            self._checkpoints.note(self._taken, self.blocks, self._structure.reached, begins=begins)
        self._show_rest()
        self._grow(True)
        return first

    def close(self) -> int:
        """The text is complete. Returns the index of the first block that may have changed."""
        first = self._take_back()
        rest = self._lines.rest
        if rest.text:
            self._take(rest)
        return first

    def seek(self, text: str) -> tuple[int, int]:
        """Go where this text was fed, or as far as it is known from before; the rest of it is to be fed.

        Returns how many of its characters that is, and the index of the first block that may be another one.
        """
        self._take_back()
        before = list(self.blocks)
        said = Newlines().feed(text)
        self._checkpoints.keep(str(self._text)[: self._taken], before)
        point, blocks = self._checkpoints.before(said)
        self.blocks[:] = blocks
        self._structure.reached, self._taken = point.reached, point.taken
        self._text = GrowingText(said[: point.taken])
        self._lines, self._newlines = LineCutter(begins=point.begins), Newlines()
        fed = point.taken
        if len(said) != len(text):  # places in it are not those in the text
            self.feed(said[fed:])
            fed = len(text)
        self._newlines.feed(text[max(0, fed - 1) : fed])
        pairs = enumerate(zip(before, blocks, strict=False))
        return fed, next((at for at, (old, new) in pairs if old is not new), min(len(before), len(blocks)))

    def source(self, first: int, last: int) -> str:
        """The source text of the blocks from index `first` to `last`, both included."""
        end = self.blocks[last + 1].start if last + 1 < len(self.blocks) else None
        return self.text[self.blocks[first].start : end]

    def code_at(self, index: int) -> str | None:
        """The whole code block, as sent, that the block at this index is a part of; None outside of code."""
        first = index
        while first > 0 and self.blocks[first].continues:
            first -= 1
        parts: list[str] = []
        for block in self.blocks[first:]:
            if not isinstance(block, CodeBlock) or (parts and not block.continues):
                break
            parts.append(block.code)
        return "".join(parts) if parts else None

    def _take(self, line: LinePart) -> None:
        """Take a line, or a part of a long one, for good."""
        self._structure.take(line, self._taken)
        self._structure.split()
        self._taken += len(line.text) + len(line.ending)

    def _show_rest(self) -> None:
        """Show the line that is not complete yet as if it were, unless it may still become anything."""
        structure, rest = self._structure, self._lines.rest
        if not rest.text or (rest.begins and structure.undecided(rest.text)):
            return
        last = self.blocks[-1] if self.blocks else None
        lines = last.lines if last else []
        self._preview = _Preview(len(self.blocks), last, len(lines), lines[-1] if lines else "", structure.reached)
        structure.take(rest, self._taken)

    def _grow(self, growing: bool) -> None:
        if self.blocks and isinstance(last := self.blocks[-1], Paragraph):
            last.grow(growing)

    def _take_back(self) -> int:
        """Undo what the incomplete line did. Returns the index of the last block that is left, or 0."""
        self._grow(False)
        shown, self._preview = self._preview, None
        if shown:
            self._structure.reached = shown.reached
            if shown.last:
                self.blocks[shown.blocks - 1 :] = [shown.last]
                shown.last.cut_back(shown.lines, shown.last_line)
                self._grow(False)
            else:
                self.blocks.clear()
        return max(0, len(self.blocks) - 1)

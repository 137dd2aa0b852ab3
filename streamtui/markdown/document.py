"""A streamed text of Markdown as a growing list of bounded blocks.

What the blocks say together is what markdown-it makes of the whole text, with these exceptions, made so that text which
was shown once need not be taken back, and so that no block can grow without bound:

* Link references and their definitions are text, as a definition may come long after its use. Raw HTML is text.
* A table begins below a paragraph's line only; the first line of another block is never its header.
* Containers nest 20 deep; deeper markers are text.
* A line of over 4,096 characters is a paragraph, or part of one (in code: code that breaks there).
* A paragraph is cut between 2,000 and 4,000 characters, outside of its markup where that can be found; what is behind
  the cut becomes neither a heading (by an underline) nor a table.
* More than 64 blank lines end indented code.
* Where markdown-it leaves CommonMark (block markers indented by 4 or more beside a quote or item), CommonMark holds.
* A paragraph, heading or cell with more than 256 opening brackets is shown as it is.
* The blank row between list items follows the blank lines at that place, not those elsewhere in the list.
"""

from __future__ import annotations

from dataclasses import dataclass

from streamtui.core.text.growing_text import GrowingText
from streamtui.markdown.block import Block
from streamtui.markdown.code_block import CodeBlock
from streamtui.markdown.structure import State, Structure

LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class _Preview:
    """How things were before the incomplete line was shown."""

    blocks: int
    last: Block | None
    lines: int
    last_line: str
    state: State


class Document:
    """Feed it text as it comes; read its blocks whenever a frame is due."""

    def __init__(self) -> None:
        self._text = GrowingText()
        self._structure = Structure()
        self._pending = ""
        """The last line, as far as it is not in the blocks for good."""
        self._pending_at = 0
        self._within_line = False
        """The line is so long that its beginning is in the blocks already."""
        self._carriage_return = False
        """A carriage return came last, and a newline may follow."""
        self._preview: _Preview | None = None

    @property
    def blocks(self) -> list[Block]:
        """All blocks; the last ones may still change. Not to be changed from outside."""
        return self._structure.blocks

    @property
    def text(self) -> str:
        """All text so far, its line ends as newlines."""
        return str(self._text)

    def feed(self, text: str) -> int:
        """Take the next piece of text. Returns the index of the first block that may have changed."""
        first = self._take_back()
        text = self._with_newlines(text)
        self._text.append(text)
        *lines, self._pending = (self._pending + text).split("\n")
        for line in lines:
            self._complete(line, "\n")
        self._pending = self._without_long_begin(self._pending)
        self._show_pending()
        return first

    def close(self) -> int:
        """The text is complete. Returns the index of the first block that may have changed."""
        first = self._take_back()
        self._carriage_return = False
        if self._pending:
            self._complete(self._pending, "")
            self._pending = ""
        return first

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

    def _with_newlines(self, text: str) -> str:
        """CRLF and lone carriage returns as newlines, also where a cut went through the pair."""
        if self._carriage_return and text:
            text = text.removeprefix("\n")
            self._carriage_return = False
        if "\r" in text:
            self._carriage_return = text.endswith("\r")
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def _complete(self, line: str, ending: str) -> None:
        """Take a whole line for good."""
        self._take(self._without_long_begin(line), ending)
        self._within_line = False
        self._pending_at += len(ending)

    def _without_long_begin(self, line: str) -> str:
        """Take the beginning of a line that is too long, piece by piece, and return the rest."""
        begin = 0
        while len(line) - begin > LONGEST_LINE:
            self._take(line[begin : begin + LONGEST_LINE], "", whole=False)
            self._within_line = True
            begin += LONGEST_LINE
        return line[begin:]

    def _take(self, text: str, ending: str, *, whole: bool = True) -> None:
        self._hand_on(text, ending, whole=whole)
        self._structure.split()
        self._pending_at += len(text)

    def _hand_on(self, text: str, ending: str, *, whole: bool = True) -> None:
        if self._within_line:
            self._structure.more(text, self._pending_at, ending=ending)
        else:
            self._structure.line(text, self._pending_at, ending=ending, whole=whole)

    def _show_pending(self) -> None:
        """Show the line that is not complete yet as if it were, unless it may still become anything."""
        structure = self._structure
        if not self._pending or (not self._within_line and structure.undecided(self._pending)):
            return
        last = self.blocks[-1] if self.blocks else None
        lines = last.lines if last else []
        self._preview = _Preview(len(self.blocks), last, len(lines), lines[-1] if lines else "", structure.state)
        self._hand_on(self._pending, "")

    def _take_back(self) -> int:
        """Undo what the incomplete line did. Returns the index of the last block that is left, or 0."""
        shown, self._preview = self._preview, None
        if shown:
            self._structure.state = shown.state
            if shown.last:
                self.blocks[shown.blocks - 1 :] = [shown.last]
                shown.last.cut_back(shown.lines, shown.last_line)
            else:
                self.blocks.clear()
        return max(0, len(self.blocks) - 1)

"""The blocks of a text, line by line: what the block phase says of each line continues a block, or opens another.

No block takes more than a chunk of lines. `document` lists where the blocks differ from markdown-it's view of the whole
text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from streamtui.core.text.blocks.containers import Container, Item, Quote
from streamtui.core.text.blocks.leaf_lines import heading, task, underline
from streamtui.core.text.blocks.line_cutter import LinePart
from streamtui.core.text.blocks.phase import Open, Role, State, Step, step, undecided
from streamtui.core.text.blocks.table_lines import alignments
from streamtui.markdown.block import Block
from streamtui.markdown.code_block import CodeBlock
from streamtui.markdown.margin import Margin, marks
from streamtui.markdown.split import SOFT, cut
from streamtui.markdown.table_block import TableBlock
from streamtui.markdown.text_block import Paragraph, Rule

AnyBlock = TypeVar("AnyBlock", bound=Block)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is known between two lines of the screen, beside the blocks."""

    markers: int = 0
    """So many of the containers have their marker on it."""
    in_list: bool = False
    """The last block belongs to a list."""
    line_at: int = 0
    """Where the last line of the open paragraph begins."""


class Structure:
    """The blocks so far."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.reached = State(), Drawn()
        """Everything but the blocks."""
        self._at = 0
        self._end = 0

    def take(self, line: LinePart, at: int) -> None:
        """Take the next line, which begins at this offset."""
        self._at, self._end = at, at + len(line.text)
        was, drawn = self.reached
        made = step(was, line)
        self.reached = made.state, drawn
        match made.role:
            case Role.BLANK:
                self._blank_line(was, made)
            case Role.CODE:
                self._code_line(was, made.text, line.ending)
            case Role.CONTINUES:
                self._continue_paragraph(made.text)
            case Role.MORE:
                self.blocks[-1].extend(made.text)
            case Role.UNDERLINE:
                self._underline(made.text)
            case Role.TABLE:
                self._open_table(was, made)
            case Role.ROW:
                self._table_row(made.text)
            case Role.CLOSES:
                pass
            case _:
                self._open(was, made, line.ending)

    def undecided(self, text: str) -> bool:
        """Whether a line that begins like this may still become anything, so that nothing can be shown of it."""
        return undecided(self.reached[0], text)

    def split(self) -> None:
        """Close the open paragraph where it is long enough, and go on in a new block."""
        while self.reached[0].open is Open.PARAGRAPH:
            block = self.blocks[-1]
            if not isinstance(block, Paragraph) or block.characters < SOFT:
                return
            text = "\n".join(block.lines)
            position = cut(text, block.searched)
            if position is None:
                block.searched = len(text)
                return
            dropped = text[position : position + 1].isspace()
            block.keep(text[:position])
            said = text[position + dropped :]
            start = max(self._end - len(said), block.start)
            rest = Paragraph(start, block.margin.continued(), block, " " if dropped else "")
            rest.add(said)
            self.blocks.append(rest)

    # Lines

    def _blank_line(self, was: State, made: Step) -> None:
        if made.state.open is Open.INDENTED:
            return
        drawn = self.reached[1]
        ended = made.matched < len(was.containers)
        markers = len(made.state.containers) if was.only_markers and ended else min(drawn.markers, made.matched)
        self._draw(replace(drawn, markers=markers))

    def _code_line(self, was: State, text: str, ending: str) -> None:
        for line in [*["\n"] * was.blank_lines, text + ending]:
            block = self.blocks[-1]
            if isinstance(block, CodeBlock) and block.full:
                block = CodeBlock(self._at, block.margin.continued(), block.language, block)
                self.blocks.append(block)
            block.add(line)

    def _continue_paragraph(self, text: str) -> None:
        self.blocks[-1].add(text)
        self._draw(replace(self.reached[1], line_at=self._at))

    def _underline(self, text: str) -> None:
        if isinstance(block := self.blocks[-1], Paragraph):
            block.heading(underline(text))

    def _table_row(self, text: str) -> None:
        block = self.blocks[-1]
        if isinstance(block, TableBlock) and block.full:
            block = TableBlock(self._at, block.margin.continued(), block.aligned, block)
            self.blocks.append(block)
        block.add(text)

    # Blocks

    def _open(self, was: State, made: Step, ending: str) -> None:
        """The line begins a block."""
        state, text = made.state, made.text
        start, margin = self._place(was, made)
        match made.role:
            case Role.MARKERS:
                self._append(Paragraph(start, margin))
            case Role.HEADING:
                level, text = heading(text) or (0, text)
                block = self._append(Paragraph(start, margin))
                block.heading(level)
                block.add(text)
            case Role.RULE:
                self._append(Rule(start, margin))
            case Role.OPENS:
                self._append(CodeBlock(start, margin, state.fence.language if state.fence else ""))
            case Role.INDENTED:
                self._append(CodeBlock(start, margin)).add(text + ending)
            case _:
                self._open_paragraph(start, margin, text)

    def _open_paragraph(self, start: int, margin: Margin, text: str) -> None:
        state, drawn = self.reached
        begins_item = len(state.containers) > drawn.markers and isinstance(state.containers[-1], Item)
        if begins_item and (found := task(text)):
            margin, text = margin.with_box(done=found[0] != " "), found[1]
        self._append(Paragraph(start, margin)).add(text)
        self._draw(replace(self.reached[1], line_at=self._at))

    def _open_table(self, was: State, made: Step) -> None:
        """The last line of the paragraph is the header of a table."""
        paragraph, header = self.blocks[-1], was.header or ""
        start, margin = paragraph.start, paragraph.margin
        if len(paragraph.lines) > 1:
            paragraph.cut_back(len(paragraph.lines) - 1, paragraph.lines[-2])
            start, margin = self.reached[1].line_at, self._place(was, made)[1]
        else:
            self.blocks.pop()
        self._append(TableBlock(start, margin, alignments(header, made.text) or [])).add(header)

    def _append(self, block: AnyBlock) -> AnyBlock:
        """A new last block inside the containers that are open now."""
        self.blocks.append(block)
        state, drawn = self.reached
        markers = drawn.markers if state.only_markers else len(state.containers)
        self._draw(Drawn(markers, _has_item(state.containers)))
        return block

    def _draw(self, drawn: Drawn) -> None:
        self.reached = self.reached[0], drawn

    def _place(self, was: State, made: Step) -> tuple[int, Margin]:
        """Where the source of a new block begins, and its margin. It takes the place of one that is only markers."""
        containers, matched, drawn = made.state.containers, made.matched, self.reached[1]
        replaces = was.only_markers and matched == len(was.containers)
        markers = matched if was.only_markers and not replaces else min(drawn.markers, matched)
        self._draw(replace(drawn, markers=markers))
        first, rest = marks(containers, markers)
        is_quoted = any(isinstance(container, Quote) for container in containers)
        if replaces:
            placeholder = self.blocks.pop()
            return placeholder.start, Margin(first, rest, placeholder.margin.above, is_quoted)
        apart = was.blank_lines > 0 or not (drawn.in_list and _has_item(containers))
        above = marks(containers[:markers], markers)[1] if self.blocks and apart else None
        return self._at if self.blocks else 0, Margin(first, rest, above, is_quoted)


def _has_item(containers: tuple[Container, ...]) -> bool:
    return any(isinstance(container, Item) for container in containers)

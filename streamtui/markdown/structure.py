"""The structure of a text, line by line: each line continues a block, or closes it and opens others.

This follows the block phase of the CommonMark specification. A line is looked at once, when it is complete, and no
block takes more than a chunk of lines. `document` lists where that differs from markdown-it's view of the whole text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from streamtui.markdown.block import CHUNK_LINES, Block
from streamtui.markdown.code_block import CodeBlock
from streamtui.markdown.containers import Container, Containers, Content, Item, Quote, inside, marks, opened
from streamtui.markdown.lines import Fence, fence, heading, only_marks, rule, task, underline
from streamtui.markdown.margin import Margin
from streamtui.markdown.split import SOFT, cut
from streamtui.markdown.table_block import TableBlock, alignments
from streamtui.markdown.text_block import Paragraph, Rule

AnyBlock = TypeVar("AnyBlock", bound=Block)


class Open(Enum):
    """The kind of block that the next line may continue."""

    NOTHING = 0
    PARAGRAPH = 1
    FENCE = 2
    INDENTED = 3
    TABLE = 4


@dataclass(frozen=True, slots=True)
class State:
    """What is known between two lines, beside the blocks."""

    containers: Containers = ()
    drawn: int = 0
    """So many of them have their marker on the screen."""
    open: Open = Open.NOTHING
    fence: Fence | None = None
    blank_lines: int = 0
    """Since the last line that was not blank."""
    placeholder: bool = False
    """The last block only stands for a container in which nothing was said yet."""
    in_list: bool = False
    """The last block belongs to a list."""
    header: tuple[str, int] | None = None
    """The last line of an open paragraph and its offset, if it can become the header of a table."""


class Structure:
    """The blocks so far."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.state = State()
        self._at = 0
        self._end = 0

    def line(self, text: str, at: int, *, ending: str, whole: bool = True) -> None:
        """Take a line that begins at this offset; not `whole`: only its beginning, the rest follows by `more`."""
        self._at, self._end = at, at + len(text)
        state = self.state
        empty_item = state.placeholder and isinstance(state.containers[-1], Item)
        matched, content = inside(Content(text), state.containers, empty_item=empty_item)
        all_matched = matched == len(state.containers)
        if all_matched and state.open is Open.FENCE:
            self._fence_line(content, ending)
        elif all_matched and state.open is Open.INDENTED and self._indented_line(content, ending):
            pass
        elif content.blank:
            self._blank_line(matched)
        else:
            self._text_line(content, matched, ending, whole=whole)

    def more(self, piece: str, at: int, *, ending: str) -> None:
        """Take the next piece of a line of which only the beginning is known."""
        self._at, self._end = at, at + len(piece)
        if self.state.open is Open.PARAGRAPH:
            self.blocks[-1].extend(piece)
        elif self.state.open in (Open.FENCE, Open.INDENTED):
            self._code_line(piece, ending)
        else:
            self.line(piece, at, ending=ending, whole=False)

    def undecided(self, text: str) -> bool:
        """Whether a line that begins like this may still become anything, so that nothing can be shown of it."""
        opening = self.state.fence
        if self.state.open is Open.FENCE and opening:
            return opening.may_be_closed_by(text)
        return only_marks(text)

    def split(self) -> None:
        """Close the open paragraph where it is long enough, and go on in a new block."""
        while self.state.open is Open.PARAGRAPH:
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

    def _blank_line(self, matched: int) -> None:
        state = self.state
        containers, drawn = state.containers[:matched], min(state.drawn, matched)
        ended = state.containers[matched:]
        if state.placeholder and ended:
            drawn = matched
            if isinstance(ended[0], Item):
                containers, drawn = (*containers, ended[0].sealed()), matched + 1
        self.state = State(
            containers=containers,
            drawn=drawn,
            blank_lines=state.blank_lines + 1,
            placeholder=state.placeholder and not ended,
            in_list=state.in_list,
        )

    def _fence_line(self, content: Content, ending: str) -> None:
        opening, indent = self.state.fence, content.indent()
        if opening is None or (indent < 4 and opening.closed_by(content.text)):
            self.state = replace(self.state, open=Open.NOTHING)
        else:
            self._code_line(content.dedented(min(indent, opening.indent)).text, ending)

    def _indented_line(self, content: Content, ending: str) -> bool:
        """Take a line after one of indented code, unless it ends that."""
        blank_lines = self.state.blank_lines
        if content.blank and blank_lines < CHUNK_LINES:
            self.state = replace(self.state, blank_lines=blank_lines + 1)
            return True
        if content.blank or content.indent() < 4:
            self.state = replace(self.state, open=Open.NOTHING)
            return False
        for _ in range(blank_lines):
            self._code_line("", "\n")
        self._code_line(content.dedented(4).text, ending)
        return True

    def _code_line(self, text: str, ending: str) -> None:
        block = self.blocks[-1]
        if isinstance(block, CodeBlock) and block.full:
            block = CodeBlock(self._at, block.margin.continued(), block.language, block)
            self.blocks.append(block)
        block.add(text + ending)
        self.state = replace(self.state, blank_lines=0)

    def _text_line(self, content: Content, matched: int, ending: str, *, whole: bool) -> None:
        """A line that says something, outside of code: open containers, then continue or open a block."""
        state = self.state
        outer, ended = state.containers[:matched], state.containers[matched : matched + 1]
        in_paragraph = state.open is Open.PARAGRAPH
        containers, content = opened(outer, content, ended, interrupts=in_paragraph and not ended)
        inner = len(containers) > matched
        goes_on = not ended and not inner
        in_paragraph = in_paragraph and not inner
        indent = content.indent()
        text = content.dedented(indent).text
        if content.blank:
            self._append(Paragraph(*self._place(containers, matched)), containers, placeholder=True)
        elif indent > 3 and not in_paragraph:
            self._append(CodeBlock(*self._place(containers, matched)), containers, Open.INDENTED)
            self._code_line(content.dedented(4).text, ending)
        elif indent > 3:
            self._continue_paragraph(text, header=False)
        elif whole and (
            (goes_on and in_paragraph and self._underlined(text)) or self._by_itself(text, indent, containers, matched)
        ):
            pass
        elif whole and goes_on and state.open is Open.TABLE:
            self._table_row(text)
        elif in_paragraph:
            self._continue_paragraph(text, header=goes_on)
        else:
            self._open_paragraph(text, containers, matched)

    def _underlined(self, text: str) -> bool:
        """Whether the line makes a table or a heading of the open paragraph."""
        block, header = self.blocks[-1], self.state.header
        if not isinstance(block, Paragraph) or block.continues:
            return False
        if header and (aligned := alignments(header[0], text)):
            self._open_table(block, *header, aligned)
            return True
        if level := underline(text):
            block.heading(level)
            self.state = replace(self.state, open=Open.NOTHING)
            return True
        return False

    def _by_itself(self, text: str, indent: int, containers: Containers, matched: int) -> bool:
        """Whether the line is a block, or opens a fence, whatever is around it."""
        if text[0] == "#" and (found := heading(text)):
            block = self._append(Paragraph(*self._place(containers, matched)), containers)
            block.heading(found[0])
            block.add(found[1])
        elif text[0] in "`~" and (opening := fence(text, indent)):
            self._append(CodeBlock(*self._place(containers, matched), opening.language), containers, Open.FENCE)
            self.state = replace(self.state, fence=opening)
        elif text[0] in "-*_" and rule(text):
            self._append(Rule(*self._place(containers, matched)), containers)
        else:
            return False
        return True

    # Blocks

    def _open_paragraph(self, text: str, containers: Containers, matched: int) -> None:
        start, margin = self._place(containers, matched)
        begins_item = len(containers) > self.state.drawn and isinstance(containers[-1], Item)
        if begins_item and (found := task(text)):
            margin, text = margin.with_box(done=found[0] != " "), found[1]
        self._append(Paragraph(start, margin), containers, Open.PARAGRAPH).add(text)
        self.state = replace(self.state, header=(text, self._at))

    def _continue_paragraph(self, text: str, *, header: bool) -> None:
        self.blocks[-1].add(text)
        self.state = replace(self.state, header=(text, self._at) if header else None)

    def _open_table(self, paragraph: Paragraph, header: str, header_at: int, aligned: list[str]) -> None:
        """The last line of the paragraph is the header of a table."""
        containers = self.state.containers
        start, margin = paragraph.start, paragraph.margin
        if len(paragraph.lines) > 1:
            paragraph.cut_back(len(paragraph.lines) - 1, paragraph.lines[-2])
            start, margin = header_at, self._place(containers, len(containers))[1]
        else:
            self.blocks.pop()
        self._append(TableBlock(start, margin, aligned), containers, Open.TABLE).add(header)

    def _table_row(self, text: str) -> None:
        block = self.blocks[-1]
        if isinstance(block, TableBlock) and block.full:
            block = TableBlock(self._at, block.margin.continued(), block.aligned, block)
            self.blocks.append(block)
        block.add(text)

    def _append(
        self, block: AnyBlock, containers: Containers, kind: Open = Open.NOTHING, *, placeholder: bool = False
    ) -> AnyBlock:
        """A new last block inside these containers."""
        self.blocks.append(block)
        self.state = State(
            containers=containers,
            drawn=self.state.drawn if placeholder else len(containers),
            open=kind,
            placeholder=placeholder,
            in_list=_has_item(containers),
        )
        return block

    def _place(self, containers: Containers, matched: int) -> tuple[int, Margin]:
        """Where the source of a new block begins, and its margin. It takes the place of a placeholder."""
        state = self.state
        replaces = state.placeholder and matched == len(state.containers)
        drawn = matched if state.placeholder and not replaces else min(state.drawn, matched)
        self.state = replace(state, drawn=drawn)
        first, rest = marks(containers, drawn)
        is_quoted = any(isinstance(container, Quote) for container in containers)
        if replaces:
            placeholder = self.blocks.pop()
            return placeholder.start, Margin(first, rest, placeholder.margin.above, is_quoted)
        apart = state.blank_lines > 0 or not (state.in_list and _has_item(containers))
        above = marks(containers[:drawn], drawn)[1] if self.blocks and apart else None
        return self._at if self.blocks else 0, Margin(first, rest, above, is_quoted)


def _has_item(containers: tuple[Container, ...]) -> bool:
    return any(isinstance(container, Item) for container in containers)

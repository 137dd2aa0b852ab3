"""What each line of a text is: the block phase of the CommonMark specification as a pure state machine.

`step` takes a line once, when it is complete; as it changes nothing, the unfinished last line can be tried as well.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from streamtui.core.text.blocks.containers import Containers, Content, Item, inside, opened
from streamtui.core.text.blocks.leaf_lines import Fence, fence, heading, only_marks, rule, underline
from streamtui.core.text.blocks.line_cutter import LinePart
from streamtui.core.text.blocks.table_lines import alignments

CODE_INDENT = 4
"""From this many columns on, a line is indented code and opens nothing."""
MOST_BLANK_LINES = 64
"""Within indented code; more end it."""
LONGEST_HEADING = 2000
"""Characters from which on a paragraph stays one, whatever follows, so that it can be cut."""


class Open(Enum):
    """The kind of block that the next line may continue."""

    NOTHING = 0
    PARAGRAPH = 1
    FENCE = 2
    INDENTED = 3
    TABLE = 4


class Role(Enum):
    """What a line is to its block."""

    BLANK = "blank"
    MARKERS = "containers begin, and nothing is said in them yet"
    PARAGRAPH = "a paragraph begins"
    CONTINUES = "the paragraph goes on"
    MORE = "the same line of the paragraph goes on"
    UNDERLINE = "the paragraph was a heading"
    HEADING = "a heading by itself"
    RULE = "a thematic break"
    OPENS = "a fence"
    CLOSES = "the fence's end"
    INDENTED = "indented code begins"
    CODE = "the code goes on"
    TABLE = "the paragraph's last line was the header of a table"
    ROW = "the table goes on"


class State(NamedTuple):
    """What is known between two lines."""

    containers: Containers = ()
    open: Open = Open.NOTHING
    fence: Fence | None = None
    blank_lines: int = 0
    """Since the last line that was not blank."""
    only_markers: bool = False
    """Nothing followed the marker of the innermost container yet."""
    header: str | None = None
    """The last line of the open paragraph, if it can become the header of a table."""
    length: int = 0
    """Characters of the open paragraph."""


class Step(NamedTuple):
    """What a line is, and what is known behind it."""

    state: State
    role: Role
    text: str
    """What the line says, without what only makes it what it is."""
    matched: int
    """So many of the containers before the line go on in it."""


def step(state: State, line: LinePart) -> Step:
    """Take the next line."""
    containers = state.containers
    if not line.begins and state.open is Open.PARAGRAPH:
        grown = state._replace(header=None, length=state.length + len(line.text))
        return Step(grown, Role.MORE, line.text, len(containers))
    if not line.begins and state.open in (Open.FENCE, Open.INDENTED):
        return _code(state, line.text)
    empty_item = state.only_markers and isinstance(containers[-1], Item)
    matched, content = inside(Content(line.text), containers, empty_item=empty_item)
    if matched == len(containers):
        if state.open is Open.FENCE:
            return _fence_line(state, content)
        if state.open is Open.INDENTED:
            if content.blank and state.blank_lines < MOST_BLANK_LINES:
                return Step(state._replace(blank_lines=state.blank_lines + 1), Role.BLANK, "", matched)
            if not content.blank and content.indent() >= CODE_INDENT:
                return _code(state, content.dedented(CODE_INDENT).text)
    if content.blank:
        return _blank_line(state, matched)
    return _text_line(state, content, matched, whole=line.whole)


def undecided(state: State, text: str) -> bool:
    """Whether a line that begins like this may still become anything."""
    if state.open is Open.FENCE and state.fence is not None:
        return state.fence.may_be_closed_by(text)
    return only_marks(text)


def _code(state: State, text: str) -> Step:
    return Step(state._replace(blank_lines=0) if state.blank_lines else state, Role.CODE, text, len(state.containers))


def _fence_line(state: State, content: Content) -> Step:
    opening, indent = state.fence, content.indent()
    if opening is None or (indent < CODE_INDENT and opening.closed_by(content.text)):
        return Step(State(state.containers), Role.CLOSES, "", len(state.containers))
    return _code(state, content.dedented(min(indent, opening.indent)).text)


def _blank_line(state: State, matched: int) -> Step:
    containers, ended = state.containers[:matched], state.containers[matched:]
    if state.only_markers and ended and isinstance(ended[0], Item):
        containers = (*containers, ended[0].sealed())
    only_markers = state.only_markers and not ended
    blank_lines = state.blank_lines + 1
    return Step(State(containers, blank_lines=blank_lines, only_markers=only_markers), Role.BLANK, "", matched)


def _text_line(state: State, content: Content, matched: int, *, whole: bool) -> Step:
    """A line that says something, outside of code: open containers, then continue or open a block."""
    outer, ended = state.containers[:matched], state.containers[matched : matched + 1]
    in_paragraph = state.open is Open.PARAGRAPH
    containers, content = opened(outer, content, ended, interrupts=in_paragraph and not ended)
    inner = len(containers) > matched
    goes_on = not ended and not inner
    in_paragraph = in_paragraph and not inner
    indent = content.indent()
    text = content.text.lstrip(" \t")
    if content.blank:
        return Step(State(containers, only_markers=True), Role.MARKERS, "", matched)
    if indent >= CODE_INDENT and not in_paragraph:
        return Step(State(containers, Open.INDENTED), Role.INDENTED, content.dedented(CODE_INDENT).text, matched)
    if indent < CODE_INDENT and whole:
        if goes_on and in_paragraph and (made := _of_paragraph(state, text)):
            return made
        if made := _by_itself(text, indent, containers, matched):
            return made
        if goes_on and state.open is Open.TABLE:
            return Step(state, Role.ROW, text, matched)
    if in_paragraph:
        header = text if goes_on and indent < CODE_INDENT else None
        grown = state._replace(header=header, length=state.length + len(text))
        return Step(grown, Role.CONTINUES, text, matched)
    begun = State(containers, Open.PARAGRAPH, header=text if whole else None, length=len(text))
    return Step(begun, Role.PARAGRAPH, text, matched)


def _of_paragraph(state: State, text: str) -> Step | None:
    """The line, if it makes a table or a heading of the open paragraph."""
    if state.length >= LONGEST_HEADING:
        return None
    if state.header and alignments(state.header, text):
        return Step(State(state.containers, Open.TABLE), Role.TABLE, text, len(state.containers))
    if underline(text):
        return Step(State(state.containers), Role.UNDERLINE, text, len(state.containers))
    return None


def _by_itself(text: str, indent: int, containers: Containers, matched: int) -> Step | None:
    """The line, if it is a block or opens a fence whatever is around it."""
    if text[0] == "#" and heading(text):
        return Step(State(containers), Role.HEADING, text, matched)
    if text[0] in "`~" and (opening := fence(text, indent)):
        return Step(State(containers, Open.FENCE, opening), Role.OPENS, text, matched)
    if text[0] in "-*_" and rule(text):
        return Step(State(containers), Role.RULE, text, matched)
    return None

"""Fenced code blocks, found line by line as CommonMark does: in lists and quotes too, whatever the cuts.

`step` is a pure state machine over lines, so the unfinished last line of a stream can be tried without being taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from streamtui.core.text.indented_line import CODE_INDENT, IndentedLine

_FENCE = re.compile(r"(`{3,}(?=[^`]*\Z)|~{3,})(.*)", re.DOTALL)
_HEADING = re.compile(r"#{1,6}(?:[ \t]|\Z)")
_QUOTE = 0
"""A container is this, or the columns that the content of a list item is indented by."""
_DEEPEST = 32
"""Quotes and list items within each other; more are text, so that no line costs much."""
_LONG_LINE = 1024
"""Characters of a line that are looked at; of what follows only its kind matters."""


class LineRole(Enum):
    """What a line is to the code blocks."""

    OUTSIDE = "outside"
    OPENS = "opens"
    INSIDE = "inside"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True)
class Fence:
    """An open fence."""

    mark: str
    """Its run of backticks or tildes."""
    info: str
    """What stands behind it; the first word names the language."""
    indent: int

    def closed_by(self, line: IndentedLine) -> bool:
        """The line is a run of the same character, as long at least, and nothing else."""
        text = line.text.rstrip()
        return line.indent < CODE_INDENT and text.startswith(self.mark) and not text.strip(self.mark[0])


@dataclass(frozen=True, slots=True)
class Place:
    """Where between two lines a text stands: in which quotes and list items, in a paragraph or not, in which fence."""

    containers: tuple[int, ...] = ()
    paragraph: bool = False
    fence: Fence | None = None


def step(place: Place, text: str) -> tuple[Place, LineRole, str]:
    """Where a text stands after one line (given without its newline), the line's role, and its code if it is inside."""
    line = IndentedLine(text)
    kept = _containers_that_go_on(place.containers, line)
    if place.fence is not None and kept == len(place.containers):
        if place.fence.closed_by(line):
            return replace(place, fence=None), LineRole.CLOSES, ""
        return place, LineRole.INSIDE, line.without_indent(place.fence.indent)
    begun = _new_containers(line, room=_DEEPEST - kept, in_paragraph=place.paragraph and kept == len(place.containers))
    containers = place.containers[:kept] + begun
    may_open = line.indent < CODE_INDENT
    if may_open and (mark := _FENCE.match(line.text)):
        return Place(containers, fence=Fence(mark[1], mark[2].strip(), line.indent)), LineRole.OPENS, ""
    goes_on = place.paragraph and not begun
    paragraph = bool(line.text) and (goes_on or may_open)
    if may_open and (line.is_rule or _HEADING.match(line.text)):
        paragraph = False
    if paragraph and goes_on:
        containers = place.containers  # a paragraph may leave out the marks of the quotes and items it stands in
    return Place(containers, paragraph), LineRole.OUTSIDE, ""


def _containers_that_go_on(containers: tuple[int, ...], line: IndentedLine) -> int:
    for index, container in enumerate(containers):
        if container == _QUOTE:
            if not line.take_quote_mark():
                return index
        elif not line.take_indent(container if line.text else min(container, line.indent)):
            return index
    return len(containers)


def _new_containers(line: IndentedLine, *, room: int, in_paragraph: bool) -> tuple[int, ...]:
    containers: list[int] = []
    while len(containers) < room:
        if line.take_quote_mark():
            containers.append(_QUOTE)
        elif (columns := line.take_list_marker(in_paragraph=in_paragraph and not containers)) is not None:
            containers.append(columns)
        else:
            break
    return tuple(containers)


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """One fenced block of a text."""

    language: str
    text: str
    closed: bool


def code_blocks(text: str) -> list[CodeBlock]:
    """The fenced blocks of a text; one that is never closed reaches to the end of its list item, quote or text."""
    place = Place()
    blocks: list[tuple[Fence, list[str]]] = []
    closed: set[int] = set()
    for line in text.removesuffix("\n").split("\n"):
        place, role, code = step(place, line.removesuffix("\r"))
        if place.fence is not None and role is LineRole.OPENS:
            blocks.append((place.fence, []))
        elif role is LineRole.INSIDE:
            blocks[-1][1].append(f"{code}\n")
        elif role is LineRole.CLOSES:
            closed.add(len(blocks) - 1)
    return [
        CodeBlock(
            language=fence.info.split(maxsplit=1)[0] if fence.info else "", text="".join(lines), closed=i in closed
        )
        for i, (fence, lines) in enumerate(blocks)
    ]


class FenceCounter:
    """Counts the fenced blocks opened in a text that arrives in pieces."""

    __slots__ = ("_line", "_opened", "_place")

    def __init__(self) -> None:
        self._place = Place()
        self._opened = 0
        self._line = ""

    def feed(self, text: str) -> None:
        """Take the next piece."""
        *lines, last = text.split("\n")
        for line in lines:
            self._place, role, _ = step(self._place, _shortened(self._line + line).removesuffix("\r"))
            self._opened += role is LineRole.OPENS
            self._line = ""
        self._line = _shortened(self._line + last)

    @property
    def opened(self) -> int:
        """Blocks opened so far, the unfinished line taken as it stands."""
        return self._opened + (step(self._place, self._line)[1] is LineRole.OPENS)


def _shortened(line: str) -> str:
    head, rest = line[:_LONG_LINE], line[_LONG_LINE:]
    return head + ("`" if "`" in rest else "." if rest.strip() else "")

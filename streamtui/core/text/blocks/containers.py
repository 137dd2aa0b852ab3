"""Quotes and list items around a line: which of them go on, and what the line says inside them."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace

from streamtui.core.text.blocks.leaf_lines import rule

DEEPEST = 20
"""Containers inside one another; deeper markers are text."""

_MARKERS = tuple(">-*+0123456789")
"""What a container can begin with."""
_marker = re.compile(r"([-*+]|(\d{1,9})([.)]))(?=[ \t]|$)").match


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote."""


@dataclass(frozen=True, slots=True)
class Item:
    """A list item: `width` columns of indentation belong to it; lists differ by their `delimiter`."""

    width: int
    delimiter: str
    number: int | None
    depth: int
    """Lists around this item's."""

    def sealed(self) -> Item:
        """The item where no line can continue it any more, so that only its number goes on."""
        return replace(self, width=sys.maxsize)


Container = Quote | Item
Containers = tuple[Container, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What is left of a line, and the column where that begins (tabs reach to the next multiple of 4)."""

    text: str
    column: int = 0

    @property
    def blank(self) -> bool:
        return not self.text.strip(" \t")

    @property
    def first(self) -> str:
        """Its first character that is no white space, or nothing."""
        return self.text.lstrip(" \t")[:1]

    def indent(self) -> int:
        """Columns of white space at its beginning."""
        white = self.text[: len(self.text) - len(self.text.lstrip(" \t"))]
        if "\t" not in white:
            return len(white)
        column = self.column
        for character in white:
            column += 4 - column % 4 if character == "\t" else 1
        return column - self.column

    def dedented(self, columns: int) -> Content:
        """Without so many columns of white space, or all there is; a tab cut in two leaves blanks."""
        if self.text[:columns].count(" ") == columns:
            return Content(self.text[columns:], self.column + columns)
        column, end = self.column, self.column + columns
        for index, character in enumerate(self.text):
            if column >= end or character not in " \t":
                return Content(" " * (column - end) + self.text[index:], min(column, end))
            column += 4 - column % 4 if character == "\t" else 1
        return Content(" " * (column - end), min(column, end))

    def after(self, characters: int) -> Content:
        """Without so many characters, none of them a tab."""
        return Content(self.text[characters:], self.column + characters)


def inside(content: Content, containers: Containers, *, empty_item: bool) -> tuple[int, Content]:
    """How many of the containers go on in this line, and what it says inside them.

    An item goes on over blank lines, unless nothing has followed its marker yet (`empty_item`, of the innermost).
    """
    for index, container in enumerate(containers):
        if isinstance(container, Quote):
            inner = quoted(content)
            if inner is None:
                return index, content
            content = inner
        elif content.blank:
            if empty_item and index == len(containers) - 1:
                return index, content
            content = Content(content.dedented(container.width).text, content.column + container.width)
        elif content.indent() >= container.width:
            content = content.dedented(container.width)
        else:
            return index, content
    return len(containers), content


def quoted(content: Content) -> Content | None:
    """What follows the marker of a quote, or None if the line has none."""
    indent = content.indent()
    if indent > 3:
        return None
    text = content.dedented(indent)
    if not text.text.startswith(">"):
        return None
    return text.after(1).dedented(1) if text.text[1:2] in (" ", "\t") else text.after(1)


def opened(
    containers: Containers, content: Content, ended: Containers, *, interrupts: bool
) -> tuple[Containers, Content]:
    """The containers with those that the line opens inside them, and what it says there.

    `ended`: the outermost container that ended before the line, if any; an item of the same kind is counted on.
    `interrupts`: the line would otherwise go on with a paragraph, which an empty item or a number above 1 cannot stop.
    """
    while len(containers) < DEEPEST and content.first in _MARKERS:
        inner = quoted(content)
        if inner is not None:
            containers, content = (*containers, Quote()), inner
        else:
            depth = sum(isinstance(container, Item) for container in containers)
            found = _item(content, ended, depth, interrupts=interrupts)
            if found is None:
                break
            containers, content = (*containers, found[0]), found[1]
        ended, interrupts = (), False
    return containers, content


def _item(content: Content, ended: Containers, depth: int, *, interrupts: bool) -> tuple[Item, Content] | None:
    """The list item that begins here and its content."""
    indent = content.indent()
    if indent > 3:
        return None
    text = content.dedented(indent)
    match = _marker(text.text)
    if not match or rule(text.text):
        return None
    marker = match.end()
    inner = text.after(marker)
    if interrupts and (inner.blank or (match[2] is not None and int(match[2]) != 1)):
        return None
    space = inner.indent()
    if inner.blank or space > 4:
        space = 1
    delimiter = match[3] or match[1]
    number = None if match[2] is None else int(match[2])
    for sibling in ended:
        if number is not None and isinstance(sibling, Item) and sibling.delimiter == delimiter:
            number = (sibling.number or 0) + 1
    return Item(indent + marker + space, delimiter, number, depth), inner.dedented(space)

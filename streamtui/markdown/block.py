"""A bounded piece of a document that turns into rows by itself, and forgets them when asked to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import copy
from typing import TypeVar

from streamtui.markdown.margin import Margin
from streamtui.rows.row import Row
from streamtui.rows.wrapping import MIN_WIDTH

AnyBlock = TypeVar("AnyBlock", bound="Block")

CHUNK_LINES = 64
CHUNK_CHARACTERS = 4096


class Block(ABC):
    """Some lines of one kind, without the markers of the containers around them.

    `start` is the offset in the text where its source begins; it ends where the next block's begins.
    `continues` says that it goes on with the fence, table or paragraph of the block before.
    """

    def __init__(self, start: int, margin: Margin, *, continues: bool = False) -> None:
        self.start = start
        self.margin = margin
        self.continues = continues
        self.lines: list[str] = []
        self.characters = 0
        self.height = 0
        """Rows at the width last asked for."""
        self._rows: Sequence[Row] | None = None
        self._width = 0

    def add(self, line: str) -> None:
        """One more line of content."""
        self.lines.append(line)
        self.characters += len(line)
        self._rows = None

    def extend(self, piece: str) -> None:
        """More of the last line."""
        self.lines[-1] += piece
        self.characters += len(piece)
        self._rows = None

    def cut_back(self, count: int, last: str) -> None:
        """Go back to so many lines, the last of which was this one."""
        if len(self.lines) == count and (not count or self.lines[-1] == last):
            return
        del self.lines[count:]
        if count:
            self.lines[-1] = last
        self.characters = sum(map(len, self.lines))
        self._rows = None

    def copy(self: AnyBlock) -> AnyBlock:
        """Another that says the same and goes on by itself."""
        twin = copy(self)
        twin.lines = [*self.lines]
        twin.compact()
        return twin

    @property
    def full(self) -> bool:
        """Whether the next line belongs in a new block."""
        return len(self.lines) >= CHUNK_LINES or self.characters >= CHUNK_CHARACTERS

    def rows(self, width: int) -> Sequence[Row]:
        """The block as screen rows of at most `width` cells, blank row above included. Not to be changed."""
        width = max(width, MIN_WIDTH)
        if self._rows is None or width != self._width:
            inner = self._inner_rows(self.margin.inner_width(width))
            self._rows, self._width = self.margin.around(inner, width), width
            self.height = len(self._rows)
        return self._rows

    def compact(self) -> None:
        """Forget what can be computed again. The height stays."""
        self._rows = None

    @abstractmethod
    def _inner_rows(self, width: int) -> list[Row]:
        """The rows without the margin."""

"""A text with the rows of the wire that brought it: from words to rows, and back, by bisection."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator


class CarriedText:
    """Pieces of one text in their order, each with the row that brought it; a row may bring several."""

    __slots__ = ("ends", "pieces", "rows")

    def __init__(self) -> None:
        self.rows: array[int] = array("L")
        """Of each piece the row, ascending."""
        self.ends: array[int] = array("L")
        """Of each piece the offset in the text, in characters, at which it ends."""
        self.pieces: list[str] = []

    def __len__(self) -> int:
        """Characters so far."""
        return self.ends[-1] if self.ends else 0

    def add(self, row: int, piece: str) -> None:
        """The row brought one more piece, which is not empty."""
        self.rows.append(row)
        self.ends.append(len(self) + len(piece))
        self.pieces.append(piece)

    def span(self, row: int) -> tuple[int, int] | None:
        """From where to where in the text that is which a row brought; `None` if it brought nothing of it."""
        first, last = bisect_left(self.rows, row), bisect_right(self.rows, row)
        return (self._start(first), self.ends[last - 1]) if first < last else None

    def row_at(self, offset: int) -> int | None:
        """The row that brought the character at an offset; `None` where there is no such character."""
        return self.rows[bisect_right(self.ends, offset)] if 0 <= offset < len(self) else None

    def rows_between(self, start: int, end: int) -> Iterator[int]:
        """The rows that brought the characters `start` to `end` (exclusive)."""
        return iter(self.rows[bisect_right(self.ends, start) : bisect_left(self.ends, end) + 1])

    def within(self, first: int, last: int) -> tuple[str, int]:
        """The text that the rows `first` to `last` (exclusive) brought, and where in the whole it begins."""
        begin, behind = bisect_left(self.rows, first), bisect_left(self.rows, last)
        return "".join(self.pieces[begin:behind]), self._start(begin)

    def _start(self, piece: int) -> int:
        return self.ends[piece - 1] if piece else 0

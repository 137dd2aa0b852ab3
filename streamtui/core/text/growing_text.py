"""Text that grows by pieces, joined only when asked for."""

from __future__ import annotations

_PIECES = 1 << 40
"""More than a text has."""


class GrowingText:
    """A text made of pieces. Appending is O(1); readers take what is new since their cursor.

    What was said once never changes, so a twin shares the pieces, and its own go apart where another is said. But it
    may be corrected as a whole: then a cursor from before is none of it any more.

    >>> text = GrowingText("one")
    >>> text.append(" two")
    >>> str(text), text.since(1)
    ('one two', ' two')
    """

    __slots__ = ("_corrections", "_count", "_joined", "_length", "_pieces")

    def __init__(self, text: str = "") -> None:
        self._pieces: list[str] = [text] if text else []
        self._count = len(self._pieces)
        """So many of the pieces are this text's; the others are a twin's."""
        self._length = len(text)
        self._joined: str | None = text
        self._corrections = 0

    def append(self, piece: str) -> None:
        """Add a piece at the end. An empty piece adds nothing."""
        if piece:
            if self._count == len(self._pieces):
                self._pieces.append(piece)
            elif self._pieces[self._count] is not piece:
                self._pieces = [*self._pieces[: self._count], piece]
            self._count += 1
            self._length += len(piece)
            self._joined = None

    @property
    def cursor(self) -> int:
        """The position behind the last piece; hand it to `since` later to get what came after."""
        return self._corrections * _PIECES + self._count

    def grew_since(self, cursor: int) -> bool:
        """Nothing but pieces at its end came since the cursor was taken."""
        return self._corrections * _PIECES <= cursor <= self.cursor

    def since(self, cursor: int) -> str:
        """The text that was appended after the cursor was taken, all of it where that is none of this text."""
        first = cursor - self._corrections * _PIECES if self.grew_since(cursor) else 0
        return "".join(self._pieces[first : self._count])

    def correct(self, text: str) -> None:
        """It says this, whatever it said before."""
        self._pieces, self._count, self._length, self._joined = [text], 1, len(text), text
        self._corrections += 1

    def become(self, other: GrowingText) -> None:
        """Say what the other says, whatever it was; the cost does not depend on how much that is."""
        self._pieces, self._count, self._length = other._pieces, other._count, other._length
        self._corrections = other._corrections
        self._joined = None

    def twin(self) -> GrowingText:
        """The same text; what is appended to one of them is not appended to the other."""
        twin = GrowingText()
        twin.become(self)
        return twin

    def __len__(self) -> int:
        """Characters so far."""
        return self._length

    def __bool__(self) -> bool:
        return self._length > 0

    def __str__(self) -> str:
        if self._joined is None:
            self._joined = "".join(self._pieces[: self._count])
        return self._joined

    def __repr__(self) -> str:
        return f"GrowingText({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GrowingText) and str(self) == str(other)

    __hash__ = None  # type: ignore[assignment]

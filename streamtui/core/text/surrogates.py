"""Surrogate halves joined to characters, also when the two come in different pieces.

JSON may escape a character outside the basic plane as two halves, and some servers cut between them. A half without
its other is no character and becomes U+FFFD, so that all text behind this point can be encoded.
"""

from __future__ import annotations

import re

_HALF = re.compile("[\ud800-\udfff]")


class SurrogateJoiner:
    """Takes the pieces of one text; a high half at the end of a piece waits for what follows."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """What is certain now."""
        if not self._held and (piece.isascii() or not _HALF.search(piece)):
            return piece
        text = self._held + piece
        self._held = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        return join_surrogates(text.removesuffix(self._held))

    def end(self) -> str:
        """A half that waited in vain."""
        held, self._held = self._held, ""
        return join_surrogates(held)


def join_surrogates(text: str) -> str:
    """`text` with pairs joined and lone halves replaced."""
    if text.isascii() or not _HALF.search(text):
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _HALF.sub("\ufffd", joined)

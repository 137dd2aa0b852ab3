"""Whether chunks are tokens, words or more, seen from where a text is cut into them.

Where a word ends a token ends, to every tokenizer. A server that sends each token cuts the text at all of these
places, one that sends two at once at every other, and one that sends words only where a space follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_BEFORE_SPACE = re.compile("[^\\W\\d_](?= )")
_BEFORE_MARK = re.compile(
    "[^\\W\\d_](?=[!-&(-/:-@\\[-^`{-~\u3001\u3002\u300a-\u300f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f])"
)
_ENOUGH, _ENOUGH_SPACES = 4, 6
"""Ends of words below which nothing is said."""
_ENOUGH_LETTERS = 6
"""So many that each came alone are no tokens, of which some would be longer."""
_PLENTY = 200
"""Those that say it for good."""
_NEARLY_ALL = 0.9


class Chunks(Enum):
    """What they look like."""

    TOKENS = "tokens"
    WORDS = "words"
    """With the comma behind them; some servers count these as tokens."""
    PIECES = "pieces"
    """Of several tokens, or of less than one."""
    UNKNOWN = "unknown"


@dataclass(slots=True)
class ChunkCuts:
    """The ends of words in a text that comes in chunks, and those at which it was cut. Feeding is O(1) amortised."""

    _spaces: int = 0
    """Ends of words with a space behind them."""
    _marks: int = 0
    """Those with a mark behind them."""
    _at_spaces: int = 0
    """Cuts there."""
    _at_marks: int = 0
    _lone_letters: int | None = 0
    """Letters that came one by one behind each other; `None` once a chunk was longer."""
    _last: str = ""
    """The last character of the chunk before."""
    _space_before: bool = False
    """It is the space behind a word."""

    def feed(self, chunk: str) -> None:
        """Take the text of the next chunk."""
        if not chunk or self._spaces + self._marks >= _PLENTY:
            return
        self._spaces += len(_BEFORE_SPACE.findall(chunk))
        self._marks += len(_BEFORE_MARK.findall(chunk))
        joint = self._last + chunk[0]
        if self._lone_letters is not None:
            self._lone_letters = self._lone_letters + joint.isalpha() if len(chunk) == 1 else None
        if self._space_before:
            self._at_spaces += 1
        elif _BEFORE_SPACE.match(joint):
            self._spaces += 1
            self._at_spaces += 1
        elif _BEFORE_MARK.match(joint):
            self._marks += 1
            self._at_marks += 1
        self._last = chunk[-1]
        self._space_before = bool(_BEFORE_SPACE.match(chunk[-2:]))

    def skip(self) -> None:
        """The next chunk is several tokens for sure: what it says is known."""
        self._last, self._space_before = "", False

    @property
    def chunks(self) -> Chunks:
        """What they look like by now."""
        if self._lone_letters is not None and self._lone_letters >= _ENOUGH_LETTERS:
            return Chunks.PIECES
        ends, cuts = self._spaces + self._marks, self._at_spaces + self._at_marks
        if ends < _ENOUGH:
            return Chunks.UNKNOWN
        if cuts >= _NEARLY_ALL * ends:
            return Chunks.TOKENS
        of_words = self._spaces >= _ENOUGH_SPACES and self._at_spaces >= _NEARLY_ALL * self._spaces
        return Chunks.WORDS if of_words else Chunks.PIECES

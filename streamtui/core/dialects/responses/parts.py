"""The texts that a response is made of, each in pieces: what is new of them is told once, whoever repeats it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from streamtui.core.text.growing_text import GrowingText
from streamtui.core.text.surrogates import SurrogateJoiner

Place: TypeAlias = tuple[str, int, int]
"""What kind of text it is, the index of its item, and its own in there."""


class Part:
    """One text: pieces come, then perhaps all of it again, in an event of its own, in its item, and at the end."""

    __slots__ = ("_joiner", "_sent")

    def __init__(self) -> None:
        self._sent = GrowingText()
        """As sent, halves of characters included."""
        self._joiner = SurrogateJoiner()

    def __bool__(self) -> bool:
        return bool(self._sent)

    def piece(self, text: str) -> str:
        """What is certain now that this came."""
        self._sent.append(text)
        return self._joiner.feed(text)

    def whole(self, text: str) -> str:
        """What is new, now that this is all of it; nothing where it says otherwise than its pieces."""
        known = len(self._sent)
        if len(text) <= known or not text.startswith(str(self._sent)):
            return ""
        return self.piece(text[known:])

    def end(self) -> str:
        """What waited in vain."""
        return self._joiner.end()


class Parts:
    """Those of one response, by where they stand."""

    def __init__(self) -> None:
        self._parts: dict[Place, Part] = {}

    def take(self, place: Place, text: str, *, whole: bool = False) -> str:
        """A piece of one came, or all of it; returns what is new."""
        if (part := self._parts.get(place)) is None:
            part = self._parts[place] = Part()
        return part.whole(text) if whole else part.piece(text)

    def end(self) -> Iterator[tuple[Place, str]]:
        """Nothing follows: what waited in vain, and where."""
        for place, part in self._parts.items():
            if held := part.end():
                yield place, held

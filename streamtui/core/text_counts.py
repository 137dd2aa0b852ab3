"""Live counts of a text that arrives in pieces: characters, words, sentences, code blocks."""

from __future__ import annotations

import unicode_segmentation_rs as segmentation

from streamtui.core.growing_text import GrowingText


class TextCounts:
    """Counts of all text fed so far, exact for every prefix, whatever the cuts."""

    __slots__ = ("_text",)

    def __init__(self) -> None:
        self._text = GrowingText()

    def feed(self, text: str) -> None:
        """Take the next piece."""
        self._text.append(text)

    @property
    def characters(self) -> int:
        """Code points."""
        return len(self._text)

    @property
    def words(self) -> int:
        """UAX #29 word segments that hold a letter or a digit."""
        return len(segmentation.unicode_words(str(self._text)))

    @property
    def sentences(self) -> int:
        """UAX #29 sentences that hold a letter or a digit."""
        return sum(any(map(str.isalnum, s)) for s in segmentation.unicode_sentences(str(self._text)))

    @property
    def code_blocks(self) -> int:
        """Fenced code blocks opened so far."""
        return sum(line.lstrip().startswith("```") for line in str(self._text).split("\n")) + 1 >> 1

"""Live counts of a text that arrives in pieces: characters, words, sentences, code blocks.

Words and sentences are recounted on the text's tail alone, about ten times a second. What stands before the tail is
counted once. The tail may begin wherever the rules of UAX #29 can't see back past: at a line, before a letter, and
before a digit unless a full stop is still undecided. Neither what follows such a place nor the breaks behind it depend
on more of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import unicode_segmentation_rs as segmentation

from streamtui.core.text.code_fences import FenceCounter
from streamtui.core.text.sentences import count_sentences

_SETTLE_AT = 1024
"""Characters at which the tail is shortened."""
_LONGEST_TAIL = 8192
"""Characters without any place where a tail may begin at which it is cut anywhere: it may count a word more there."""
_UNSETTLED = 40
"""Characters at the end that stay: more than any abbreviation, or word that starts sentences, needs to be told."""

_SPELLING = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u038e-\u03a1\u03a3-\u03f5\u0400-\u0481\u048a-\u052f\u0561-\u0586"
    "\u1e00-\u1eff"
)
"""Letters that abbreviations are made of: a tail begins with a whole word of them."""
_OTHER_LETTERS = (
    "\u05d0-\u05ea\u0620-\u064a\u0671-\u06d3\u0904-\u0939\u0995-\u09a8\u0a95-\u0aa8\u0b95\u0c15-\u0c28\u0c95-\u0ca8"
    "\u0e01-\u0e30\u0e81\u0e82\u1000-\u102a\u10d0-\u10f0\u1780-\u17b3\u3041-\u3096\u30a1-\u30fa"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0002a6df"
)
LETTERS = _SPELLING + _OTHER_LETTERS
"""Letters for sure, as a character class: none extends what stands before it, no rule for sentences skips one."""

_FAR_ENOUGH = f"(?s:.*)(?=(?s:.{{{_UNSETTLED}}}))"
_UP_TO_LINE_OR_LETTER = re.compile(
    rf"{_FAR_ENOUGH}(?:(?<=\n)|(?=[{_OTHER_LETTERS}])|(?<=\s)(?=[{_SPELLING}])|(?=[{_SPELLING}]\w{{16}}))"
)
_UP_TO_DIGIT = re.compile(rf"{_FAR_ENOUGH}(?:(?<=\s)(?=[0-9])(?![0-9.]*\.(?![0-9]))|(?=[0-9]\w{{16}}))")
_UP_TO_LAST_LETTER = re.compile(rf"(?s:.*)[\n{LETTERS}]")
_STOP = re.compile(r"[.\u2024\ufe52\uff0e](?![0-9])")
_REPETITION = re.compile(r"(.{1,16}?)\1{63,}", re.DOTALL)
_KEPT_REPEATS = 32
_SURROGATE = re.compile("[\ud800-\udfff]")


class TextTotals(NamedTuple):
    """The counts of a text that is whole."""

    characters: int = 0
    words: int = 0
    sentences: int = 0
    code_blocks: int = 0


class TextCounts:
    """Counts of all text fed so far, exact for every prefix, whatever the cuts. Feeding is O(1) amortised."""

    __slots__ = ("_characters", "_counted", "_fences", "_limit", "_new", "_pieces", "_sentences", "_tail", "_words")

    def __init__(self) -> None:
        self._characters = 0
        self._fences = FenceCounter()
        self._pieces: list[str] = []
        self._new = 0
        """Characters of the pieces, which stand behind the tail."""
        self._tail = ""
        self._limit = _SETTLE_AT
        self._words = 0
        self._sentences = 0
        self._counted: tuple[int, int] | None = (0, 0)
        """Words and sentences of the tail, once they were asked for."""

    def feed(self, text: str) -> None:
        """Take the next piece."""
        self._characters += len(text)
        self._pieces.append(text)
        self._new += len(text)
        if len(self._tail) + self._new >= self._limit:
            self._take_pieces()
            self._settle()

    @property
    def characters(self) -> int:
        """Code points: what `len` says of the text, so that it can be checked against the reply anywhere."""
        return self._characters

    @property
    def words(self) -> int:
        """UAX #29 word segments that hold a letter or a digit."""
        return self._words + self._tail_counts()[0]

    @property
    def sentences(self) -> int:
        """UAX #29 sentences that hold a letter or a digit, false breaks joined."""
        return self._sentences + self._tail_counts()[1]

    @property
    def code_blocks(self) -> int:
        """Fenced code blocks opened so far."""
        self._take_pieces()
        return self._fences.opened

    @property
    def totals(self) -> TextTotals:
        """All of them, as they stand."""
        return TextTotals(self.characters, self.words, self.sentences, self.code_blocks)

    def _take_pieces(self) -> None:
        if self._new:
            text = "".join(self._pieces)
            self._fences.feed(text)
            self._tail += _SURROGATE.sub("\ufffd", text)  # which the library does not take
            self._pieces.clear()
            self._new = 0
            self._counted = None

    def _tail_counts(self) -> tuple[int, int]:
        self._take_pieces()
        if self._counted is None:
            self._counted = _count(self._tail)
        return self._counted

    def _settle(self) -> None:
        words, sentences = self._tail_counts()
        self._tail = _shorter(self._tail)
        if len(self._tail) >= _LONGEST_TAIL:
            self._tail = self._tail[-_UNSETTLED:]
        self._limit = max(_SETTLE_AT, 2 * len(self._tail))
        self._counted = _count(self._tail)
        self._words += words - self._counted[0]
        self._sentences += sentences - self._counted[1]


def _count(text: str) -> tuple[int, int]:
    return len(segmentation.unicode_words(text)), count_sentences(text)


def _shorter(tail: str) -> str:
    """A shorter tail, if there is one, behind which all that may follow is counted as behind the one given."""
    if before := _UP_TO_LINE_OR_LETTER.match(tail):
        tail = tail[before.end() :]
    if len(tail) <= _SETTLE_AT // 2:
        return tail
    if (before := _UP_TO_DIGIT.match(tail)) and not _leaves_a_stop_undecided(before[0]):
        tail = tail[before.end() :]
    return _REPETITION.sub(_repeat_less, tail)


def _leaves_a_stop_undecided(text: str) -> bool:
    """A full stop at its end is one sentence's last or not by the case of a letter that has not come yet."""
    decided = _UP_TO_LAST_LETTER.match(text)
    return _STOP.search(text, decided.end() if decided else 0) is not None


def _repeat_less(repetition: re.Match[str]) -> str:
    """A few repeats say the same as many, as long as an even number is left out: flags are pairs of letters."""
    repeats = len(repetition[0]) // len(repetition[1])
    return repetition[1] * (_KEPT_REPEATS + repeats % 2)

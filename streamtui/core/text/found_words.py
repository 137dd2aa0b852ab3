"""Where words stand in a text, in any case.

>>> found_words("Straße, strasse", ["STRASSE"])
[(0, 6), (8, 15)]
>>> found_words("a rose is a rose", ["rose", "os"])
[(2, 6), (12, 16)]
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

_MOST = 1000
"""Places of one word that are looked for."""


def found_words(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """From where to where (exclusive) each stands, in order; what overlaps is one place."""
    folded = text.casefold()
    spans = sorted(span for word in words for span in _spans(folded, word.casefold()))
    whole: list[tuple[int, int]] = []
    for start, end in spans:
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    if len(folded) == len(text):
        return whole
    starts = list(accumulate((len(character.casefold()) for character in text), initial=0))
    return [(bisect_right(starts, start) - 1, bisect_right(starts, end - 1)) for start, end in whole]


def _spans(folded: str, word: str) -> Iterable[tuple[int, int]]:
    start = folded.find(word) if word else -1
    for _ in range(_MOST):
        if start < 0:
            return
        yield start, start + len(word)
        start = folded.find(word, start + len(word))

"""Where in a source its text stands as it is shown: markup left out, lines broken elsewhere, signs put in."""

from __future__ import annotations

import re

_WORD = re.compile(r"\S+")
_NEAR, _NEAREST = 400, 40
"""Characters of the source in which a word, or a character of a word that is not found, is looked for."""
NOWHERE = -1


def aligned(source: str, shown: str) -> list[int]:
    """Of each character of `shown` the offset in `source`; -1 for blanks, and for what does not stand there.

    Word by word from the left, so a word that stands twice is taken where it comes first behind the one before.

    >>> aligned("- **one** two", "• one two")
    [-1, -1, 4, 5, 6, -1, 10, 11, 12]
    """
    places = [NOWHERE] * len(shown)
    at = 0
    for word in _WORD.finditer(shown):
        begin, text = word.start(), word[0]
        found = source.find(text, at, at + _NEAR + len(text))
        if found >= 0:
            places[begin : word.end()] = range(found, found + len(text))
            at = found + len(text)
            continue
        for number, character in enumerate(text):
            found = source.find(character, at, at + _NEAREST)
            if found >= 0:
                places[begin + number] = found
                at = found + 1
    return places

"""Words that come over and over in a text, found in time that is linear in it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from streamtui.core.verdicts.quoting import Quoting

_WINDOW = 2048
"""Characters that are looked at as one; a loop is longer than half of one, or stands at the end."""
_LOOKED_AT = 1024
_PACKED_TO = 0.13
"""A window that packs worse than to this share says more than the same thing."""
_TIMES, _SIZE = 6, 240
"""So often, and so many characters in all, is no loop yet."""
_TIMES_OF_LINES = 3
"""Where a unit is as long as a paragraph this is enough."""
_LONG = 120
_LETTERS = 3
_END = 16
_CLOSING = "\"'`)]} \n"
"""What may close a text behind a loop."""


@dataclass(frozen=True, slots=True)
class Loop:
    """One place of a text."""

    unit: str
    """What comes over and over, once."""
    start: int
    """Where it begins, in characters."""
    size: int
    """Characters of all of it."""

    @property
    def times(self) -> int:
        """How often it comes."""
        return self.size // len(self.unit)


def loop_in(text: str, *, ran_out: bool = False) -> Loop | None:
    """The first loop, if there is one; `ran_out`: the text ends since nothing was left for more of it.

    A text that goes on behind a loop, as one about poems may, has to loop for half a window.
    """
    if len(text) < _SIZE:
        return None
    quoting, known = Quoting(text), 0
    for start in range(0, max(1, len(text) - _LOOKED_AT), _LOOKED_AT):
        window = text[start : start + _WINDOW]
        if start + len(window) <= known or len(window) < _LOOKED_AT or not (_may_repeat(window) and _packs(window)):
            continue
        found = _at_end(text, start + len(window))
        if found is not None and found.size >= _LOOKED_AT:
            if _is_loop(found, quoting, ran_out=ran_out):
                return found
            known = found.start + found.size
    end = len(text.rstrip(_CLOSING))
    found = _at_end(text, end) if _may_repeat(text[max(0, end - _WINDOW) : end]) else None
    return found if found is not None and _is_loop(found, Quoting(text), ran_out=ran_out) else None


def _packs(window: str) -> bool:
    data = window.encode("utf-8", "replace")
    return len(zlib.compress(data, 1)) < _PACKED_TO * len(data)


def _at_end(text: str, end: int) -> Loop | None:
    """What is repeated up to there, with as much before the window as is the same; the shortest that is long enough."""
    tail = text[max(0, end - _WINDOW) : end][::-1]
    same = _same_as_beginning(tail)
    for period in range(1, len(tail) // 2 + 1):
        size = period + same[period]
        if size >= _SIZE and size >= 2 * period and _often(period, size):
            first = end - size
            if size == len(tail):  # it may begin before the window
                while first > 0 and text[first - 1] == text[first - 1 + period]:
                    first -= 1
            last = end
            while last < len(text) and text[last] == text[last - period]:
                last += 1
            first += _to_a_beginning(text, first, period)
            return Loop(text[first : first + period], first, last - first)
    return None


def _to_a_beginning(text: str, start: int, period: int) -> int:
    """How far from there the first sentence begins, or line, or word: a loop takes in what happens to be the same."""
    for marks in (("\n", ". ", "! ", "? "), (" ",)):
        for place in range(start, start + period):
            if not place or text[max(0, place - 2) : place].endswith(marks):
                return place - start
    return 0


def _often(period: int, size: int) -> bool:
    return size >= (_TIMES_OF_LINES if period >= _LONG else _TIMES) * period


def _may_repeat(window: str) -> bool:
    """Its end stands in it before, which is quickly seen: else nothing of it is repeated up to there."""
    return window.find(window[-_END:], 0, len(window) - 1) >= 0


def _same_as_beginning(text: str) -> list[int]:
    """Of each place, how many characters from there on are those that the text begins with (the Z function)."""
    same = [0] * len(text)
    left = right = 0
    for place in range(1, len(text)):
        known = min(right - place, same[place - left]) if place < right else 0
        while place + known < len(text) and text[known] == text[place + known]:
            known += 1
        same[place] = known
        if place + known > right:
            left, right = place, place + known
    return same


def _is_loop(found: Loop, quoting: Quoting, *, ran_out: bool) -> bool:
    """It says something, and is no table and no code, which may well have lines that are alike."""
    unit = found.unit
    if sum(letter.isalpha() for letter in unit) < _LETTERS:
        return ran_out and found.size >= _WINDOW and not unit.isspace()
    in_table = ("|" in unit or "\t" in unit) and "\n" in unit
    return ran_out or not (in_table or quoting.in_fence(found.start))

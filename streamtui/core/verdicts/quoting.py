"""Which places of a text are quoted as code, found once in time that is linear in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

_OPENS = re.compile(r"^[ >]*(~{3,})[^~]*$|^[ >]*(`{3,})[^`]*$|(?<!`)(`{3,})(?!`)[\w+#.-]*[ \t]*$")
"""A fence at the beginning of a line, or one of backticks that ends it."""
_CLOSES = re.compile(r"[ >]*(`{3,}|~{3,})[ \t]*$")
_TICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")


class Quoting:
    """Of one text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def in_fence(self, at: int) -> bool:
        """A fence that was opened before is not closed."""
        return _within(self._fences, at)

    def in_code(self, at: int) -> bool:
        """It is in a fence, or in a span of code."""
        return self.in_fence(at) or _within(self._spans, at)

    @cached_property
    def _fences(self) -> list[int]:
        """Where one begins, and where it ends, in turn; the last may not end."""
        places, opened, start = list[int](), "", 0
        for line in self._text.split("\n"):
            if not opened and (found := _OPENS.search(line)) is not None:
                opened = found[1] or found[2] or found[3]
                places.append(start)
            elif opened and (found := _CLOSES.match(line)) is not None and found[1].startswith(opened):
                opened = ""
                places.append(start + len(line))
            start += len(line) + 1
        return places

    @cached_property
    def _spans(self) -> list[int]:
        """The same of the spans of code in the paragraphs between."""
        bounds = [0, *(found.start() for found in _BLANK_LINE.finditer(self._text)), len(self._text)]
        return [place for start, end in pairwise(bounds) for place in self._spans_in(start, end)]

    def _spans_in(self, start: int, end: int) -> Iterator[int]:
        """A run of backticks opens one where as long a run follows, which closes it."""
        runs = [found.span() for found in _TICKS.finditer(self._text, start, end)]
        closes, later = dict[int, int](), dict[int, int]()
        for number in reversed(range(len(runs))):
            size = runs[number][1] - runs[number][0]
            closes[number] = later.get(size, 0)
            later[size] = number
        number = 0
        while number < len(runs):
            if closes[number]:
                yield runs[number][0]
                yield runs[number := closes[number]][1]
            number += 1


def _within(places: list[int], at: int) -> bool:
    return bisect_right(places, at) % 2 == 1

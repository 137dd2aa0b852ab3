"""A text that comes in pieces, cut into its lines; a line that is too long is handed on in parts."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import NamedTuple

LONGEST_LINE = 4096


class LinePart(NamedTuple):
    """A line, or a part of one that is too long."""

    text: str
    ending: str = ""
    """A newline where the line ends here."""
    begins: bool = True
    """The line begins here."""
    whole: bool = True
    """It is not too long."""


class Newlines:
    """CRLF and lone carriage returns as newlines, also where a cut went through the pair."""

    __slots__ = ("_carriage_return",)

    def __init__(self) -> None:
        self._carriage_return = False
        """A carriage return came last, and a newline may follow."""

    def feed(self, text: str) -> str:
        """The next piece with newlines alone."""
        if self._carriage_return and text:
            text = text.removeprefix("\n")
            self._carriage_return = False
        if "\r" in text:
            self._carriage_return = text.endswith("\r")
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text


class LineCutter:
    """Feed it pieces, newlines alone; it gives what is complete of the lines and holds back the `rest`."""

    __slots__ = ("_begins", "_rest")

    def __init__(self, *, begins: bool = True) -> None:
        self._rest = ""
        self._begins = begins
        """Nothing of the last line was handed on yet."""

    @property
    def rest(self) -> LinePart:
        """The last line as far as it was not handed on."""
        return LinePart(self._rest, "", self._begins, self._begins)

    def feed(self, text: str) -> Iterator[LinePart]:
        """Take the next piece, and give what it completes. To be read to its end."""
        *lines, rest = (self._rest + text).split("\n")
        for line in lines:
            end = yield from self._without_long_begin(line)
            yield LinePart(end, "\n", self._begins, self._begins)
            self._begins = True
        self._rest = yield from self._without_long_begin(rest)

    def _without_long_begin(self, line: str) -> Generator[LinePart, None, str]:
        start = 0
        while len(line) - start > LONGEST_LINE:
            yield LinePart(line[start : start + LONGEST_LINE], "", self._begins, whole=False)
            self._begins = False
            start += LONGEST_LINE
        return line[start:]

r"""Where readline's keys lead in a text, and what was cut last. Pure: a text, and places in it.

>>> text = "one two-three\nfour"
>>> word_start(text, 12), word_end(text, 3), run_start(text, 14), line_start(text, 16), line_end(text, 13)
(8, 7, 4, 14, 14)
>>> place_of(text.split("\n"), 1, 2), location_of(text.split("\n"), 16)
(16, (1, 2))
"""

from __future__ import annotations

from collections.abc import Sequence


def word_start(text: str, place: int) -> int:
    """Where the word begins that ends at or before the place; words are letters and digits."""
    while place and not text[place - 1].isalnum():
        place -= 1
    while place and text[place - 1].isalnum():
        place -= 1
    return place


def word_end(text: str, place: int) -> int:
    """Where the word ends that begins at or behind the place, or goes on there."""
    while place < len(text) and not text[place].isalnum():
        place += 1
    while place < len(text) and text[place].isalnum():
        place += 1
    return place


def run_start(text: str, place: int) -> int:
    """Where what stands between blanks begins, whatever it is made of."""
    while place and text[place - 1].isspace():
        place -= 1
    while place and not text[place - 1].isspace():
        place -= 1
    return place


def line_start(text: str, place: int) -> int:
    """Where the line begins; at its beginning, the end of the line before."""
    start = text.rfind("\n", 0, place) + 1
    return start if start < place else max(0, place - 1)


def line_end(text: str, place: int) -> int:
    """Where the line ends; at its end, the beginning of the next line."""
    end = text.find("\n", place)
    return len(text) if end < 0 else max(end, place + (end == place))


def place_of(lines: Sequence[str], row: int, column: int) -> int:
    """The place in the text that these lines make."""
    return sum(len(line) + 1 for line in lines[:row]) + column


def location_of(lines: Sequence[str], place: int) -> tuple[int, int]:
    """The row and the column of a place."""
    for row, line in enumerate(lines):
        if place <= len(line):
            return row, place
        place -= len(line) + 1
    return len(lines) - 1, len(lines[-1])


class Killed:
    """What was cut last, to be put in again. What is cut in one go belongs together.

    >>> killed = Killed()
    >>> killed.add("two ", before=False, goes_on=False)
    >>> killed.add("one ", before=True, goes_on=True)
    >>> killed.text
    'one two '
    """

    def __init__(self) -> None:
        self.text = ""

    def add(self, text: str, *, before: bool, goes_on: bool) -> None:
        """Take what was cut `before` the cursor or behind it; `goes_on`: nothing else was done since the last cut."""
        kept = self.text if goes_on else ""
        self.text = text + kept if before else kept + text

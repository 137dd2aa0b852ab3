"""How many steps a regular expression takes over a text, by a matcher that backtracks as `re` does, and counts."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

parser: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")

_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda char: char.isalnum() or char == "_",
}
_CHARACTER = {"LITERAL", "NOT_LITERAL", "ANY", "IN"}
_MOST_STEPS = 200_000
_SAMPLES = "a0 _-.\n\"'\\:/<>()[]{}!,;=*`~|#é漢\u200d"
"""One of them is in every class of characters."""


class EndlessError(Exception):
    """It takes more steps than anybody waits for."""


class Matcher:
    """One pattern."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.items = tuple(parser.parse(pattern.pattern, pattern.flags))
        self._flags = pattern.flags
        self._steps = 0
        self._groups: dict[int, tuple[int, int]] = {}
        self._text = ""
        self._known: dict[tuple[int, int, str], bool] = {}
        """Whether a class has a character."""

    def steps(self, text: str, *, anchored: bool = False) -> int:
        """What it takes to find all that matches in `text`, or what matches at its beginning. Raises EndlessError."""
        self._steps, self._text = 0, text
        at = 0
        while at <= len(text):
            self._groups.clear()
            end = next(self._all(self.items, at), None)
            if anchored:
                break
            at = at + 1 if end is None or end == at else end
        return self._steps

    def end(self, text: str) -> int | None:
        """Where what matches at the beginning of `text` ends."""
        self._steps, self._text = 0, text
        self._groups.clear()
        return next(self._all(self.items, 0), None)

    def _all(self, items: tuple[Any, ...], at: int) -> Iterator[int]:
        """The ends of the ways in which the items match here, the preferred one first."""
        if not items:
            yield at
            return
        for middle in self._one(items[0], at):
            yield from self._all(items[1:], middle)

    def _one(self, item: tuple[Any, Any], at: int) -> Iterator[int]:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise EndlessError
        kind, what = str(item[0]), item[1]
        if kind in _CHARACTER:
            if at < len(self._text) and self._is(kind, what, self._text[at]):
                yield at + 1
        elif kind == "BRANCH":
            for branch in what[1]:
                yield from self._all(tuple(branch), at)
        elif kind == "SUBPATTERN":
            flags, inner = self._flags, self._flags & ~what[2] | what[1]
            ends = self._all(tuple(what[3]), at)
            while True:
                self._flags = inner
                end = next(ends, None)
                self._flags = flags
                if end is None:
                    return
                before = self._groups.get(what[0], (at, at))
                self._groups[what[0]] = at, end
                yield end
                self._groups[what[0]] = before
        elif kind in ("MAX_REPEAT", "MIN_REPEAT"):
            greedy = kind == "MAX_REPEAT"
            if len(what[2]) == 1 and str(what[2][0][0]) in _CHARACTER:
                yield from self._run(what, at, greedy=greedy)
            else:
                yield from self._repeat(what, at, greedy=greedy, count=0)
        elif kind == "GROUPREF":
            start, end = self._groups.get(what, (at, at))
            said = self._text[start:end]
            self._steps += len(said)
            if self._text.startswith(said, at):
                yield at + len(said)
        elif kind in ("ASSERT", "ASSERT_NOT"):
            start = at if what[0] > 0 else at - _width(what[1])
            found = start >= 0 and next(self._all(tuple(what[1]), start), None) is not None
            if found is (kind == "ASSERT"):
                yield at
        elif kind == "AT":
            if self._stands(str(what), at):
                yield at
        else:
            raise NotImplementedError(kind)

    def _run(self, what: tuple[int, Any, Any], at: int, *, greedy: bool) -> Iterator[int]:
        """A repeated character, without a call for each."""
        fewest, most, inner = what
        kind, one = str(inner[0][0]), inner[0][1]
        end = at
        last = len(self._text) if most is parser.MAXREPEAT else min(len(self._text), at + most)
        while end < last and (greedy or end - at < fewest) and self._is(kind, one, self._text[end]):
            end += 1
        self._steps += end - at
        while greedy and end >= at + fewest:
            self._steps += 1
            yield end
            end -= 1
        while not greedy and end >= at + fewest:
            self._steps += 1
            yield end
            if end >= last or not self._is(kind, one, self._text[end]):
                return
            end += 1

    def _repeat(self, what: tuple[int, Any, Any], at: int, *, greedy: bool, count: int) -> Iterator[int]:
        fewest, most, inner = what
        if not greedy and count >= fewest:
            yield at
        if most is parser.MAXREPEAT or count < most:
            for middle in self._all(tuple(inner), at):
                if middle > at or count < fewest:
                    yield from self._repeat(what, middle, greedy=greedy, count=count + 1)
        if greedy and count >= fewest:
            yield at

    def _is(self, kind: str, what: Any, char: str) -> bool:
        if kind == "ANY":
            return char != "\n" or bool(self._flags & re.DOTALL)
        if kind == "IN":
            place = (id(what), self._flags, char)
            if place not in self._known:
                self._known[place] = self._is_in(what, char)
            return self._known[place]
        return self._in(parser.LITERAL, what, char) is (kind == "LITERAL")

    def _is_in(self, what: Any, char: str) -> bool:
        tests = [one for one in what if str(one[0]) != "NEGATE"]
        return any(self._in(one[0], one[1], char) for one in tests) is (len(tests) == len(what))

    def _in(self, kind: Any, what: Any, char: str) -> bool:
        cases = {char, char.lower(), char.upper()} if self._flags & re.IGNORECASE else {char}
        if str(kind) == "LITERAL":
            return chr(what) in cases
        if str(kind) == "RANGE":
            return any(len(case) == 1 and what[0] <= ord(case) <= what[1] for case in cases)
        name = str(what)
        return _CATEGORIES[name.replace("_NOT_", "_")](char) is ("_NOT_" not in name)

    def _stands(self, what: str, at: int) -> bool:
        text = self._text
        if what in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
            return at == 0 or (bool(self._flags & re.MULTILINE) and text[at - 1] == "\n")
        if what == "AT_END":
            last = text[at:] in ("", "\n")
            return last or (bool(self._flags & re.MULTILINE) and text[at] == "\n")
        if what == "AT_END_STRING":
            return at == len(text)
        is_word = _CATEGORIES["CATEGORY_WORD"]
        border = (at > 0 and is_word(text[at - 1])) is not (at < len(text) and is_word(text[at]))
        return border is (what == "AT_BOUNDARY")

    def loops(self, items: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
        """Every repetition without an end, with a short text that leads to it."""
        for item in self.items if items is None else items:
            kind, what = str(item[0]), item[1]
            if kind in ("MAX_REPEAT", "MIN_REPEAT") and what[1] is parser.MAXREPEAT:
                yield before, what[2]
            for part in _parts(kind, what):
                yield from self.loops(part, before)
            before += self._example(item)

    def _example(self, item: tuple[Any, Any]) -> str:
        """A short text that the item matches."""
        kind, what = str(item[0]), item[1]
        if kind == "LITERAL":
            return chr(what)
        if kind in ("NOT_LITERAL", "ANY", "IN"):
            return self.accepted([item])[0]
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            times: int = min(20, what[0])
            return times * "".join(map(self._example, what[2]))
        if kind == "BRANCH":
            return "".join(map(self._example, what[1][0]))
        return "".join(map(self._example, what[3])) if kind == "SUBPATTERN" else ""

    def accepted(self, items: Any) -> list[str]:
        """The samples that match, or begin what does."""
        self._steps = 0
        found = []
        for self._text in _SAMPLES:
            if next(self._all(tuple(items), 0), None) == 1:
                found.append(self._text)
        return found or [
            "".join(_first(what) if str(kind) == "IN" else self._example((kind, what)) for kind, what in items)
        ]


def _first(what: Any) -> str:
    """The first character of a class that has none of the samples."""
    kind, value = what[-1]
    return chr(value[0] if str(kind) == "RANGE" else value)


def _parts(kind: str, what: Any) -> Iterator[Any]:
    if kind == "BRANCH":
        yield from what[1]
    elif kind == "SUBPATTERN":
        yield what[3]
    elif kind in ("MAX_REPEAT", "MIN_REPEAT"):
        yield what[2]
    elif kind in ("ASSERT", "ASSERT_NOT"):
        yield what[1]


def _width(items: Any) -> int:
    return int(items.getwidth()[0])


def attacks(matcher: Matcher, size: int) -> Iterator[tuple[str, str]]:
    """Texts made for each repetition of the pattern, each with one twice as long: going on in it, and leading to it
    again and again.
    """
    made: set[tuple[str, str]] = set()
    for head, body in matcher.loops():
        accepted = matcher.accepted(body)[:3]
        made |= {(before, one) for before in ("", head) for one in (*accepted, "".join(accepted))}
        made |= {("", part + head + one) for part in ("", " ", "-", "\n") for one in ("", accepted[0]) if head}
    for head, pump in sorted(one for one in made if one[1]):
        times = size // len(pump) + 1
        yield head + pump * times + "\x00", head + pump * 2 * times + "\x00"


def growth(pattern: re.Pattern[str], *, anchored: bool = False, size: int = 80) -> tuple[float, str]:
    """How many times the steps grow at worst where a text doubles, and the text."""
    matcher, worst = Matcher(pattern), (0.0, "")
    for short, long in attacks(matcher, size):
        try:
            fewer, more = (matcher.steps(text, anchored=anchored) for text in (short, long))
        except EndlessError:
            return float("inf"), long
        if more > 3 * len(long):
            worst = max(worst, (more / fewer, short))
    return worst

"""Which rows of the wire are wanted, as the person writes it: `~k text & ~gap >250ms | !paris`.

Bare words, and what stands in quotes, search what rows brought, across rows too; letters of both cases are alike.
`~k KIND` (several with `|` between), `~gap >250ms`, `~size >1k`, `~t 1s..2s`, `~call 2` and `~b REGEX` ask for other
things.
`!` binds closest, then `&`, which may be left out, then `|`; brackets do the rest.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from math import inf

from streamtui.core.wire import wire_terms as terms
from streamtui.core.wire.wire_terms import BytesFound, Contains, Term

MOST = 500
"""Characters of a filter."""
_OPERATORS = "k, gap, size, t, call, b"
_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>[()&|!])|~(?P<operator>\w*)|(?P<quoted>"[^"]*"|'[^']*')|(?P<word>[^\s()&|!~"'][^\s()&|]*))"""
)
_QUOTED = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)')""")


class FilterError(ValueError):
    """The filter can't be read; the message is a sentence for the person."""


def parsed(text: str) -> Term | None:
    """What a filter asks for; `None` for one that is blank. Raises FilterError."""
    if len(text) > MOST:
        raise FilterError(f"A filter is no longer than {MOST} characters.")
    return _Parser(text).whole() if text.strip() else None


class _Parser:
    """Reads from the left."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def whole(self) -> Term:
        term = self._either()
        if self._next() == ")":
            raise FilterError("A bracket ) closes nothing; take it out, or put it into quotes.")
        return term

    def _next(self) -> str:
        """The sign that comes next, `~` for an operator, `w` for words; nothing at the end. Stays where it is."""
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            if rest := self._text[self._at :].strip():
                raise FilterError(f"A quote {rest[0]} is not closed.")
            return ""
        return found["sign"] or ("~" if found["operator"] is not None else "w")

    def _skip(self) -> re.Match[str]:
        found = _TOKEN.match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        return found

    def _either(self) -> Term:
        either = [self._both()]
        while self._next() == "|":
            self._skip()
            either.append(self._both())
        return either[0] if len(either) == 1 else terms.Either(tuple(either))

    def _both(self) -> Term:
        both = [self._one()]
        while (sign := self._next()) not in ("", "|", ")"):
            if sign == "&":
                self._skip()
            both.append(self._one())
        return both[0] if len(both) == 1 else terms.Both(tuple(both))

    def _one(self) -> Term:
        sign = self._next()
        if sign == "!":
            self._skip()
            return terms.Not(self._nested(self._one))
        if sign == "(":
            self._skip()
            term = self._nested(self._either)
            if self._next() != ")":
                raise FilterError("A bracket ( is not closed.")
            self._skip()
            return term
        if sign == "w":
            return Contains(self._words())
        if sign == "~":
            return self._operator()
        if not sign:
            raise FilterError(f"Something is missing behind {self._text.strip()[-1]}.")
        raise FilterError(f"Something is missing before {sign}; the sign itself is searched for in quotes.")

    def _nested(self, read: Callable[[], Term]) -> Term:
        self._depth += 1
        if self._depth > 50:
            raise FilterError("There are more than 50 brackets in brackets.")
        term = read()
        self._depth -= 1
        return term

    def _words(self) -> str:
        """Words that follow each other are one text."""
        words: list[str] = []
        while self._next() == "w":
            found = self._skip()
            words.append(found["word"] or found["quoted"][1:-1])
        return " ".join(words)

    def _operator(self) -> Term:
        name = self._skip()["operator"]
        read = _READERS.get(name)
        if read is None and name != "b":
            raise FilterError(f"There is no ~{name}; there are ~{_OPERATORS.replace(', ', ', ~')}.")
        argument = self._argument()
        if not argument:
            raise FilterError(f"Something is missing behind ~{name}, such as {_EXAMPLES[name]}.")
        return read(argument) if read is not None else _regex(argument)

    def _argument(self) -> str:
        """To the next blank, or to a bracket that was not opened in it; or all that is in quotes."""
        if quoted := _QUOTED.match(self._text, self._at):
            self._at = quoted.end()
            return quoted[1] if quoted[1] is not None else quoted[2]
        while self._text[self._at : self._at + 1].isspace():
            self._at += 1
        begin, depth, escaped = self._at, 0, False
        for character in self._text[begin:]:
            depth += (character == "(") - (character == ")") if not escaped else 0
            if depth < 0 or character.isspace():
                break
            escaped = character == "\\" and not escaped
            self._at += 1
        return self._text[begin : self._at]


def _regex(argument: str) -> Term:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a later Python may read otherwise
            return BytesFound(re.compile(argument.encode("utf-8", "replace"), re.IGNORECASE | re.DOTALL))
    except (re.error, OverflowError, RecursionError) as error:
        raise FilterError(f"{argument} is no regular expression: {error}.") from None


def _kinds(argument: str) -> Term:
    bits = 0
    for kind in re.split(r"[|,]", argument):
        if kind not in terms.ASKED_KINDS:
            raise FilterError(f"There is no kind {kind or 'without a name'}; there are {', '.join(terms.ASKED_KINDS)}.")
        bits |= terms.ASKED_KINDS[kind]
    return terms.Carries(bits)


def _call(argument: str) -> Term:
    if not argument.isascii() or not argument.isdigit() or not int(argument[:9]) > 0:
        raise FilterError("~call wants the number of a call, counted from 1: ~call 2.")
    return terms.OfCall(int(argument[:9]) - 1)


_UNITS = {
    "gap": {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0},
    "size": {"": 1.0, "b": 1.0, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6},
}
_UNITS["t"] = _UNITS["gap"]
_EXAMPLES = {"k": "text", "gap": ">250ms", "size": ">1k", "t": "1s..2s", "call": "2", "b": "a regular expression"}
_AMOUNT = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)([a-zµ]*)")
_COMPARED = re.compile(r"(>=|<=|>|<|=)?(.*)", re.DOTALL)


def _amounts(name: str) -> Callable[[str], Term]:
    def read(argument: str) -> Term:
        low, between, high = argument.casefold().partition("..")
        if between:
            unit = _AMOUNT.fullmatch(high)
            least = _amount(name, low, argument, unit[2] if unit else "")
            return terms.Measured(name, least, _amount(name, high, argument))
        compared = _COMPARED.fullmatch(argument.casefold())
        assert compared is not None
        limit = _amount(name, compared[2], argument)
        ranges = {"<": (-1.0, limit), "<=": (-1.0, limit), "=": (limit, limit)}
        least, most = ranges.get(compared[1], (limit, inf))
        return terms.Measured(name, least, most, strictly=compared[1] in ("<", ">"))

    return read


def _amount(name: str, text: str, argument: str, unit: str = "") -> float:
    units = _UNITS[name]
    found = _AMOUNT.fullmatch(text)
    if found is None or (found[2] or unit) not in units:
        known = ", ".join(unit for unit in units if unit)
        raise FilterError(f"~{name} {argument} is no amount; write it like ~{name} {_EXAMPLES[name]} (units: {known}).")
    return float(found[1]) * units[found[2] or unit]


_READERS: dict[str, Callable[[str], Term]] = {
    "k": _kinds,
    "call": _call,
    **{name: _amounts(name) for name in ("gap", "size", "t")},
}

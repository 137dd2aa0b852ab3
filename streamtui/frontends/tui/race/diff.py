"""What differs between two answers, by words; by lines where they are long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.kit.rows import BAD, DIM, GOOD, STRONG
from streamtui.frontends.tui.race.common_runs import common_runs
from streamtui.rows.row import Row, Run, spread
from streamtui.rows.wrapping import wrapped

MOST_WORDS = 1500
"""In each answer, up to which words are compared: a list of more of them would be read by nobody."""
FEWEST_COMMON = 3
"""Words in a row that both have; fewer of them between two differences are chance, and only tear them up."""

Kind = Literal["both", "left", "right"]
_SIGNS: dict[Kind, Run] = {"both": Run("  "), "left": Run("− ", BAD), "right": Run("+ ", GOOD)}
_STYLES: dict[Kind, str] = {"both": DIM, "left": BAD, "right": GOOD}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that both answers have, or only one of them."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two answers, compared."""

    parts: Sequence[Part]
    alike: float
    """The share of their words, or lines, that both have in the same order: 0 to 1."""


def compare(left: str, right: str) -> Comparison:
    """The parts in order; those of the left answer come before those that the right one has in their place."""
    by_words = max(len(left.split()), len(right.split())) <= MOST_WORDS
    lefts, rights = ((_words if by_words else _lines)(text) for text in (left, right))
    fewest = FEWEST_COMMON if by_words else 1
    parts: list[Part] = []
    common, left_at, right_at = 0, 0, 0
    for left_start, right_start, length in common_runs([piece.key for piece in lefts], [piece.key for piece in rights]):
        at_an_end = left_at == right_at == left_start == right_start == 0
        if 0 < length < fewest and not at_an_end and left_start + length < len(lefts):
            continue
        parts += _part("left", left, lefts[left_at:left_start])
        parts += _part("right", right, rights[right_at:right_start])
        left_at, right_at = left_start + length, right_start + length
        parts += _part("both", left, lefts[left_start:left_at])
        common += length
    total = len(lefts) + len(rights)
    return Comparison(parts, 2 * common / total if total else 1.0)


def comparison_rows(comparison: Comparison, left: str, right: str, width: int) -> tuple[Row, ...]:
    """Who is compared, and the parts below: − is in the left answer only, + in the right one."""
    alike = (Run(f"{100 * comparison.alike:.0f} % alike", STRONG),)
    rows: list[Row] = [
        spread((_SIGNS["left"], _name(left)), alike, width),
        spread((_SIGNS["right"], _name(right)), (), width),
        (),
    ]
    for part in comparison.parts:
        sign, style = _SIGNS[part.kind], _STYLES[part.kind]
        rows += [(sign, *row) for row in wrapped(display_safe(part.text), width - len(sign.text), style)]
    return tuple(rows)


def _name(label: str) -> Run:
    return Run(display_safe(label, keep_newlines=False), STRONG)


@dataclass(frozen=True, slots=True)
class _Piece:
    key: str
    start: int
    end: int


def _words(text: str) -> list[_Piece]:
    return [_Piece(match.group(), *match.span()) for match in re.finditer(r"\S+", text)]


def _lines(text: str) -> list[_Piece]:
    return [_Piece(match.group().strip(), *match.span()) for match in re.finditer(r"[^\n]+", text)]


def _part(kind: Kind, text: str, pieces: Sequence[_Piece]) -> Iterator[Part]:
    if pieces:
        yield Part(kind, text[pieces[0].start : pieces[-1].end])

"""What two sequences have in common, in order, found in n log n steps however they repeat themselves.

A patience diff: what is there once on either side holds the two together, and between two such places it is looked for
anew. `difflib` finds a little more, and takes minutes for what repeats itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_DEEPEST = 24
"""Levels of looking anew; hardly anything is left behind the third."""
_SIZES = (1, 2, 4, 8)
"""So many in a row are looked for where fewer are there more than once."""
_SMALL = 1000
"""Pairs up to which every one is looked at."""


class CommonRun(NamedTuple):
    """What stands in both."""

    left: int
    right: int
    length: int


class _Span(NamedTuple):
    left: int
    left_end: int
    right: int
    right_end: int
    depth: int = 0


def common_runs(lefts: Sequence[str], rights: Sequence[str]) -> list[CommonRun]:
    """The runs in common, in order, behind them an empty one at both ends."""
    runs: list[CommonRun] = []
    for left, right in sorted(_pairs(lefts, rights)):
        if runs and (last := runs[-1])[:2] == (left - last.length, right - last.length):
            runs[-1] = last._replace(length=last.length + 1)
        else:
            runs.append(CommonRun(left, right, 1))
    return [*runs, CommonRun(len(lefts), len(rights), 0)]


def _pairs(lefts: Sequence[str], rights: Sequence[str]) -> Iterator[tuple[int, int]]:
    spans = [_Span(0, len(lefts), 0, len(rights))]
    while spans:
        left, left_end, right, right_end, depth = spans.pop()
        while left < left_end and right < right_end and lefts[left] == rights[right]:
            yield left, right
            left, right = left + 1, right + 1
        while left < left_end and right < right_end and lefts[left_end - 1] == rights[right_end - 1]:
            left_end, right_end = left_end - 1, right_end - 1
            yield left_end, right_end
        if left == left_end or right == right_end:
            continue
        span = _Span(left, left_end, right, right_end, depth)
        if (left_end - left) * (right_end - right) <= _SMALL:
            yield from _every_pair(lefts, rights, span)
        elif depth < _DEEPEST:
            for anchor_left, anchor_right in _anchors(lefts, rights, span):
                yield anchor_left, anchor_right
                spans.append(_Span(left, anchor_left, right, anchor_right, depth + 1))
                left, right = anchor_left + 1, anchor_right + 1
            if left > span.left:
                spans.append(_Span(left, left_end, right, right_end, depth + 1))


def _every_pair(lefts: Sequence[str], rights: Sequence[str], span: _Span) -> Iterator[tuple[int, int]]:
    left, right = lefts[span.left : span.left_end], rights[span.right : span.right_end]
    for left_at, right_at, length in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        for offset in range(length):
            yield span.left + left_at + offset, span.right + right_at + offset


def _anchors(lefts: Sequence[str], rights: Sequence[str], span: _Span) -> list[tuple[int, int]]:
    """Where something stands that is there once in either part, in the order of both; nothing if there is no such."""
    for size in _SIZES:
        left = list(zip(*(lefts[span.left + shift : span.left_end] for shift in range(size)), strict=False))
        right = list(zip(*(rights[span.right + shift : span.right_end] for shift in range(size)), strict=False))
        left_counts, right_counts = Counter(left), Counter(right)
        places = {key: at for at, key in enumerate(right) if right_counts[key] == 1}
        once = [(at, places[key]) for at, key in enumerate(left) if left_counts[key] == 1 and key in places]
        if once:
            return [(span.left + at, span.right + place) for at, place in _ascending(once)]
    return []


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many of the pairs as ascend on both sides, given in the order of the left one."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        ends[pile : pile + 1] = [index]
    chain: list[tuple[int, int]] = []
    index = ends[-1]
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]

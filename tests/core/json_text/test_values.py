"""Values of a chunk, read within bounds."""

from __future__ import annotations

import math

import pytest

from streamtui.core.json_text.values import amount, count, integer, number

LARGEST = 2**53 - 1
NO_NUMBERS = [None, True, "x", "", "1.5", "９", "-1", [], [1], {}, {"a": 1}, math.nan, math.inf, -math.inf, 10**400]
NO_NUMBERS += [-(10**400), LARGEST + 1, 2.0**60, "9" * 19, "9" * 5000]


@pytest.mark.parametrize("odd", NO_NUMBERS, ids=lambda odd: repr(odd)[:20])
def test_what_nobody_can_reckon_with_reads_as_absent(odd: object) -> None:
    assert (integer(odd), count(odd), number(odd), amount(odd)) == (None, None, None, None)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (0, (0, 0, 0, 0)),
        (LARGEST, (LARGEST,) * 4),
        (-1, (-1, None, -1, None)),
        (0.25, (None, None, 0.25, 0.25)),
        (7.0, (7, 7, 7, 7)),
        ("7", (7, 7, None, None)),
    ],
)
def test_an_integer_a_count_a_number_and_an_amount(value: object, found: tuple[float | None, ...]) -> None:
    assert (integer(value), count(value), number(value), amount(value)) == found

"""Tokens over time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat.rate_series import FIRST_BUCKET_S, MOST_BUCKETS, RateSeries


def series(*adds: tuple[float, float]) -> RateSeries:
    made = RateSeries()
    for at_s, tokens in adds:
        made.add(at_s, tokens)
    return made


def test_there_is_a_bucket_for_each_eighth_of_a_second_also_the_silent_ones() -> None:
    assert FIRST_BUCKET_S == 0.125
    assert series((0.0, 1.0), (0.1, 2.0), (0.4, 4.0)).tokens == [3.0, 0.0, 0.0, 4.0]


def test_a_part_of_a_bucket_has_that_part_of_its_tokens() -> None:
    made = series((0.0, 4.0), (0.125, 8.0))
    assert made.between(0.0, 0.0625) == 2.0
    assert made.between(0.0625, 0.1875) == 6.0
    assert (made.between(-5.0, 9.0), made.between(1.0, 2.0), made.between(2.0, 1.0)) == (12.0, 0.0, 0.0)


@given(st.lists(st.tuples(st.floats(0, 500), st.integers(1, 9)), max_size=60))
def test_nothing_is_lost_and_there_are_never_too_many(adds: list[tuple[float, int]]) -> None:
    made = series(*adds)
    assert sum(made.tokens) == sum(tokens for _, tokens in adds)
    assert len(made.tokens) <= MOST_BUCKETS
    assert made.between(0.0, 1000.0) == pytest.approx(sum(made.tokens))


@given(st.lists(st.tuples(st.floats(0, 500), st.integers(1, 9)), max_size=30))
def test_what_comes_in_order_stands_as_in_any_order(adds: list[tuple[float, int]]) -> None:
    assert series(*adds) == series(*sorted(adds))

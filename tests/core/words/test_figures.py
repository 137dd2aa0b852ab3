"""Tests: numbers as the screen writes them."""

from __future__ import annotations

import pytest

from streamtui.core.words.figures import elapsed, ended_after, percent, rate, seconds


def test_what_is_over_never_took_no_time() -> None:
    assert ended_after(0.0123) == "12.3 ms"
    assert ended_after(0.05) == "0.1 s"
    assert ended_after(12.04) == "12.0 s"


def test_a_time_that_is_too_short_to_be_told_is_less_than_what_can_be() -> None:
    assert [seconds(at) for at in (0.0, 0.000_02, 0.000_06, 0.0185)] == ["0.0 ms", "<0.1 ms", "0.1 ms", "18.5 ms"]


@pytest.mark.parametrize(
    ("share", "told"), [(0.0, "0 %"), (0.3 + 0.3 + 0.3, "90 %"), (0.899, "89 %"), (0.9999, "99 %"), (1.0, "100 %")]
)
def test_a_share_is_rounded_down_but_for_what_a_sum_of_fractions_loses(share: float, told: str) -> None:
    assert percent(share) == told


@pytest.mark.parametrize("began_at", [-9_000_000.000001, -0.7, 0.1, 3.3, 40_321.123456, 9_000_000.000003])
@pytest.mark.parametrize("wait_s", [0.016_95, 0.099_45, 0.234_5, 6.25, 12.05])
def test_a_time_is_told_alike_whenever_it_is_read(began_at: float, wait_s: float) -> None:
    between = round(began_at + wait_s, 6) - began_at
    assert (seconds(between), elapsed(between)) == (seconds(wait_s), elapsed(wait_s))
    assert rate(1 / between) == rate(1 / wait_s)

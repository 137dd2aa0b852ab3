"""How often the transcript draws."""

from __future__ import annotations

from itertools import pairwise

import pytest

from streamtui.frontends.tui.transcript.pace import CALM_FRAME_S, FRAME_S, QUIET_S, Pace


def frames(tokens_per_s: int, seconds: float) -> list[float]:
    """When frames are drawn of a reply at that speed, two changes a token."""
    pace, now, drawn = Pace(), 0.0, list[float]()
    due: float | None = None
    for token in range(round(tokens_per_s * seconds)):
        now = token / tokens_per_s
        if due is not None and due <= now:
            pace.frame(due)
            drawn.append(due)
            due = None
        pace.hear()
        pace.hear()
        if due is None:
            due = now + pace.due_in_s(now)
    return drawn


@pytest.mark.parametrize("tokens_per_s", [50, 100, 200])
def test_a_reply_begins_lively_and_goes_on_calmly_and_never_lags_by_much(tokens_per_s: int) -> None:
    drawn = frames(tokens_per_s, 4.0)
    gaps = [after - before for before, after in pairwise(drawn)]
    assert drawn[0] < FRAME_S
    assert max(gaps[:10]) < 2 * FRAME_S
    assert min(gaps[-10:]) >= CALM_FRAME_S
    assert max(gaps) <= 1 / 8


def test_what_comes_fast_is_drawn_often() -> None:
    drawn = frames(2000, 4.0)
    assert len(drawn) > 0.9 * 4.0 / FRAME_S


def test_what_comes_after_a_silence_is_drawn_at_once() -> None:
    pace = Pace()
    for number in range(100):
        pace.hear()
        pace.frame(number * CALM_FRAME_S)
    last = 99 * CALM_FRAME_S
    assert pace.due_in_s(last) == pytest.approx(CALM_FRAME_S)
    assert pace.due_in_s(last + QUIET_S) == 0.0

"""Bars side by side."""

from __future__ import annotations

from streamtui.frontends.tui.kit.axis import rounded_up
from streamtui.frontends.tui.kit.bars import bar_rows, bars
from streamtui.frontends.tui.kit.rows import ACCENT, RULE


def test_bars_stand_on_the_last_row_in_eighths() -> None:
    assert bars([0.0, 0.25, 0.5, 0.75, 1.0], 2) == ["   ▄█", " ▄███"]


def test_what_is_not_nothing_is_seen() -> None:
    assert bars([0.0, 0.0001], 1) == [" ▁"]


def test_tops_stand_out_from_what_is_below_them() -> None:
    shown = bar_rows([1.0, 0.5], 2)
    assert [[(run.text, run.style) for run in row] for row in shown] == [
        [("█ ", ACCENT)],
        [("█", RULE), ("█", ACCENT)],
    ]


def test_the_end_of_an_axis_is_round() -> None:
    assert [rounded_up(value) for value in (0.2, 57.1, 61, 98, 101, 1234)] == [1, 60, 80, 100, 150, 1500]

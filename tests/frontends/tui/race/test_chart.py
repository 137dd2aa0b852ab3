"""The chart of a race: every line is told from every other, by its colour, by its number and by where it runs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.ports.race import Contestant
from streamtui.frontends.tui.race.chart import Line, chart_rows, lines_of, seconds_raced
from streamtui.frontends.tui.race.series import dash_of
from streamtui.rows.row import cells
from tests.frontends.tui.race.made import contestant, text


def line(number: int, tokens: float, end: float = 4.0) -> Line:
    return Line(str(number), f"race.{number}", [(0.0, 0.0), (end, tokens)], dash=dash_of(number - 1))


def is_dots(letter: str) -> bool:
    return "\u2800" < letter <= "\u28ff"


def test_no_line_covers_another() -> None:
    rows = chart_rows([line(number, 100.0) for number in range(1, 9)], 4.0, 80, 6)
    styles = {run.style for row in rows for run in row if is_dots(run.text[:1])}
    assert styles == {f"race.{number}" for number in range(1, 9)}


def test_each_of_eight_alike_has_its_number_upon_it_and_behind_it_and_no_two_numbers_touch() -> None:
    rows = text(chart_rows([line(number, 100.0 + number) for number in range(1, 9)], 4.0, 110, 10))[1:-1]
    behind = [row.rstrip().split()[-2:] for row in rows]
    assert behind == [[str(number), str(100 + number)] for number in range(8, 0, -1)]
    upon = "".join(row[8:-8] for row in rows)
    assert {letter for letter in upon if letter.isdecimal()} == set("12345678")
    assert not any(one.isdecimal() and other.isdecimal() for one, other in pairwise(upon))


def test_lines_of_nearly_the_same_speed_do_not_share_their_dots() -> None:
    both = text(chart_rows([line(1, 100.0), line(2, 94.0)], 4.0, 110, 10))[1:-1]
    alone = text(chart_rows([line(1, 100.0)], 4.0, 110, 10))[1:-1]
    assert sum(map(dots, both)) > 1.5 * sum(map(dots, alone))


def dots(row: str) -> int:
    return sum((ord(letter) & 0xFF).bit_count() for letter in row if is_dots(letter))


def test_with_few_rows_the_numbers_share_them_in_the_order_of_the_lines() -> None:
    rows = text(chart_rows([line(number, 10.0 * number) for number in range(1, 9)], 4.0, 76, 6))[1:-1]
    assert ["".join(row.split()[-2:]) for row in rows] == ["87", "65", "43", "21"]


def test_what_ended_early_is_led_to_its_number() -> None:
    rows = text(chart_rows([line(1, 100.0), line(2, 20.0, end=1.0)], 4.0, 110, 10))
    assert rows[-3].endswith(" 2 20")
    leader = rows[-3].partition("2")[2]
    assert sum(map(is_dots, leader)) > 20


def test_estimated_tokens_have_their_sign_and_what_it_means_stands_above() -> None:
    rows = text(chart_rows([Line("1", "race.1", [(0.0, 0.0), (4.0, 50.4)], estimated=True)], 4.0, 80, 8))
    assert rows[0].split()[:3] == ["TOKENS", "over", "time"]
    assert rows[0].endswith("~ estimated, until the server has counted")
    assert any(row.endswith("1 ~50") for row in rows)


def test_the_axes_have_round_figures_and_a_unit() -> None:
    rows = text(chart_rows([line(1, 140.0, end=2.9)], 2.9, 110, 10))
    assert rows[1].split()[:2] == ["150", "┤"]
    assert rows[5].split()[:2] == ["75", "┤"]
    assert rows[-1].replace("─", "").split() == [
        "0",
        "└",
        "0.5",
        "s",
        "1",
        "s",
        "1.5",
        "s",
        "2",
        "s",
        "2.5",
        "s",
        "3",
        "s",
    ]


def test_a_line_rises_from_the_lower_left_to_the_end_of_its_scale() -> None:
    rows = text(chart_rows([line(1, 100.0, end=10.0)], 10.0, 28, 6))
    assert rows[1].startswith("   100 ┤ ")
    assert rows[4].startswith("       │⣀")
    assert rows[1].endswith(" 1")
    assert rows[5].replace("─", "").split() == ["0", "└", "10", "s"]


def test_lines_begin_when_the_race_did() -> None:
    late = contestant("late", first=3.0)
    assert [line.points[0] for line in lines_of([contestant("a"), late, Contestant("none")])] == [
        (1.0, 0.0),
        (3.0, 0.0),
    ]
    assert seconds_raced([contestant("a"), late], 99.0) == 4.5
    assert seconds_raced([contestant("a"), contestant("b", end="open")], 99.0) == 99.0
    assert seconds_raced([Contestant("a")], 5.0) == 0.0


@given(
    st.lists(st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 1e6)), min_size=1), max_size=12),
    st.integers(12, 120),
    st.integers(3, 14),
)
def test_the_chart_fits_its_place(series: list[list[tuple[float, float]]], width: int, height: int) -> None:
    lines = [
        Line(str(number), "", list(zip(*map(sorted, zip(*points, strict=True)), strict=True)), dash=dash_of(number))
        for number, points in enumerate(series, 1)
    ]
    rows = chart_rows(lines, 0.0, width, height)
    assert len(rows) == height
    assert all(cells(row) <= width for row in rows[1:])

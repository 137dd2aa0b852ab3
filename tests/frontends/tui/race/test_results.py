"""The table of a race: figures beside names, the best marked by more than its look, whatever the room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.race import Contestant
from streamtui.frontends.tui.race.results import result_rows
from streamtui.rows.row import cells
from tests.frontends.tui.race.made import contestant, text


def figures(words: list[str]) -> str:
    return " ".join(word for word in words if "━" not in word)


def test_the_best_complete_reply_of_a_column_is_bold_and_has_a_sign_that_is_explained() -> None:
    three = [contestant("slow", first=2.0), contestant("quick", tokens=20), contestant("gone", first=0.5, end="failed")]
    rows = result_rows(three, 0, 9.0, 160)
    slow, quick, gone = (row.split() for row in text(rows)[1:])
    assert figures(slow[2:]) == "slow 2.00 s 6.0 10 4 500 ms 500 ms 3.50 s done"
    assert figures(quick[1:]) == "quick *1.00 s *12.7 20 4 500 ms 500 ms *2.50 s done"
    assert gone[-1] == "connection"
    bold = [[run.text.strip() for run in row[4:] if run.style == "bright.strong"] for row in rows]
    assert bold == [[], [], ["*1.00 s", "*12.7", "*2.50 s"], []]
    assert text(rows)[0].endswith("  * bold: best of the complete replies")
    assert text(result_rows(three, 0, 9.0, 80))[0].startswith("* IS BEST")


def test_while_one_runs_nobody_is_the_best_and_it_says_what_each_does() -> None:
    rows = text(result_rows([contestant("done"), contestant("runs", end="open")], 1, 2.6, 120))
    assert "*" not in "".join(rows)
    assert rows[0].split()[-1] == "now"
    assert rows[1].endswith("  done")
    assert rows[2].endswith("  ● streaming 2.6 s")


def test_all_that_are_written_like_the_best_are_marked() -> None:
    three = [contestant("one"), contestant("two", first=1.001), contestant("three", first=2.0)]
    assert [[word for word in row.split() if "*" in word] for row in text(result_rows(three, 0, 9.0, 100))[1:]] == [
        ["*1.00", "*6.0", "*2.50"],
        ["*1.00", "*6.0", "*2.50"],
        ["*6.0"],
    ]


@pytest.mark.parametrize("width", [80, 120, 200])
def test_figures_stand_near_the_names(width: int) -> None:
    for row in text(result_rows([contestant("a-model-1"), contestant("a-model-2")], 0, 9.0, width))[1:]:
        assert row.index("1.00 s") - row.index("a-model") < 30


def test_in_little_width_results_leave_out_columns_in_place_of_names() -> None:
    names = [f"a-model-{number}" for number in range(1, 9)]
    shown = text(result_rows([contestant(name) for name in names], 0, 9.0, 40))
    assert [row[2:].split()[1] for row in shown[1:]] == names
    assert shown[0].split() == ["*", "IS", "BEST", "tok/s", "total", "end"]


def test_in_little_height_the_focused_results_stay_in_sight() -> None:
    eight = [contestant(f"a-model-{number}") for number in range(1, 9)]
    for focused in range(8):
        shown = text(result_rows(eight, focused, 9.0, 80, 4))
        assert len(shown) == 4
        assert [row[0] for row in shown].count("❯") == 1


def test_a_refused_key_needs_no_wide_column() -> None:
    one = contestant("a", words=0, end="open")
    one.apply(ev.TurnFailed(2.0, Fault("authentication", "No.")))
    one.over = True
    assert text(result_rows([one], 0, 9.0, 60))[1].endswith("  bad key")


@given(st.integers(30, 220), st.booleans(), st.floats(0.001, 100.0))
def test_results_fit_the_width_and_a_bar_its_column(width: int, running: bool, first: float) -> None:
    two = [
        contestant("a-rather-long-name-of-a-model", first=first, end="open" if running else "done"),
        contestant("b", first=first / 3),
    ]
    rows = result_rows([*two, Contestant("none")], 1, 200.0, width)
    assert all(cells(row) <= width for row in rows)
    if width > 60:
        assert not any("…" in run.text for row in rows for run in row if "━" in run.text)

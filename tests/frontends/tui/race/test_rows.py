"""What a race says on the screen, without one: the list to choose from, heads, tabs, results, chart, comparison."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat import events as ev
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.provider import Progress
from streamtui.core.ports.race import Contestant
from streamtui.core.ports.race_entries import Entry
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.race.chart import Line, chart_rows, lines_of, seconds_raced
from streamtui.frontends.tui.race.choices import Choices, choice_rows
from streamtui.frontends.tui.race.diff import MOST_WORDS, compare, comparison_rows
from streamtui.frontends.tui.race.names import told_apart
from streamtui.frontends.tui.race.rows import Standing, head_rows, result_rows, tab_rows, title_row
from streamtui.rows.row import Row, Run, cells, joined
from streamtui.rows.wrapping import wrapped


def text(rows: Iterable[Row]) -> list[str]:
    return ["".join(span.text for span in row).rstrip() for row in rows]


def contestant(label: str, *, first: float = 1.0, words: int = 4, tokens: int = 10, end: str = "done") -> Contestant:
    """One that began at 0, wrote a word every half second from `first` on, and then ended like that, or not yet."""
    one = Contestant(label)
    one.apply(ev.PromptSubmitted(0.0, "Why?"))
    one.apply(ev.RequestSent(0.0, 1, label, "https://api.example/v1"))
    one.apply(ev.ResponseStarted(0.1))
    for number in range(words):
        one.apply(ev.ChunkReceived(first + number / 2))
        one.apply(ev.TextDelta(first + number / 2, "words "))
    last = first + (words - 1) / 2
    if end == "done":
        one.apply(ev.UsageReported(last, Usage(3, tokens)))
        one.apply(ev.ReplyFinished(last))
        one.apply(ev.TurnFinished(last))
    elif end == "failed":
        one.apply(ev.TurnFailed(last, Fault("connection", "Gone.")))
    one.over = end != "open"
    return one


def head(one: Contestant, now: float = 2.0, width: int = 40) -> list[str]:
    return text(head_rows(one, Standing(0, focused=True, marked=False), now, width))


def test_figures_stand_below_the_name() -> None:
    assert head(contestant("big-model", end="open")) == [
        "❯ 1 big-model          ● streaming 2.0 s",
        "ttft         1.00 s",
        "tokens           ~4  words             4",
        "gap p95      500 ms  longest      500 ms",
    ]


def test_of_what_is_not_known_nothing_is_said() -> None:
    assert head(Contestant("a"))[1:] == ["", "", ""]
    assert "waits for the others" in head(Contestant("a"))[0]


def test_what_is_prepared_stands_beside_the_name() -> None:
    one = Contestant("a", progress=Progress("Fetching a", 5_000_000, 10_000_000))
    assert "Fetching a 5.0 of 10.0 MB" in head(one, width=60)[0]


def test_a_retry_says_why_and_when_in_place_of_the_figures() -> None:
    one = contestant("a", words=0, end="open")
    one.apply(ev.RetryScheduled(2.0, 2, 3, 6.0, Fault("rate_limit", "Too many.")))
    shown = head(one, now=4.0, width=80)
    assert "↻ retry in 4 s" in shown[0]
    assert shown[1] == "Rate limited by api.example. Retry 2 of 3 in 4 s"


def test_a_name_wins_over_the_words_of_its_state() -> None:
    (first, *_) = head(contestant("a-model-with-a-long-name", end="open"), width=36)
    assert "a-model-with-a-long-name" in first


def test_names_from_servers_bring_no_control_characters() -> None:
    for rows in (head(Contestant("a\x1b[31m")), text(tab_rows([Contestant("a\x1b[31m")], 0, 0.0, 60))):
        assert not any("\x1b" in row for row in rows)


def test_the_title_counts_those_that_run() -> None:
    both = [contestant("a"), contestant("b", end="open")]
    assert text([title_row("Why?", both, 60)])[0].endswith("● 1 of 2 still running")
    assert text([title_row("Why?", both[:1], 60)])[0].endswith("✓ all finished")


def test_every_contestant_has_its_tab_however_narrow_it_is() -> None:
    many = [contestant(f"prose-with-a-long-name-{number}@20") for number in range(8)]
    rows = tab_rows(many, 3, 0.0, 78)
    assert all(f"{number + 1} …{number}@20" in "".join(text(rows)) for number in range(8))
    assert "❯4" in text(rows)[0]
    assert all(cells(row) <= 78 for row in rows)


@given(st.lists(st.text("ab-. 漢", min_size=1, max_size=9), min_size=1, max_size=8), st.integers(4, 40))
def test_names_fit_and_differ_where_they_did_if_there_is_room(names: list[str], width: int) -> None:
    shorter = told_apart(names, width)
    assert all(cells([Run(name)]) <= width for name in shorter)
    if width >= 18:
        assert shorter == names


def test_names_lose_what_they_share_and_no_more() -> None:
    assert told_apart(["qwen-2.5-7b", "qwen-2.5-14b"], 5) == ["…7b", "…14b"]
    assert told_apart(["gpt-5-mini", "gpt-5-nano", "sonnet-4"], 9) == ["…mini", "…nano", "sonnet-4"]
    assert told_apart(["a-4", "b-4"], 3) == ["a-4", "b-4"]
    long = ["lab/a-long-name-7b", "lab/a-long-name-13b"]
    assert told_apart(["prose-fast", "prose-slow", *long], 12) == ["prose-fast", "prose-slow", "…7b", "…13b"]


def figures(words: list[str]) -> str:
    return " ".join(word for word in words if "━" not in word)


def test_the_best_complete_reply_of_a_column_is_marked() -> None:
    three = [contestant("slow", first=2.0), contestant("quick", tokens=20), contestant("gone", first=0.5, end="failed")]
    slow, quick, gone = (row.split() for row in text(result_rows(three, 0, 100))[1:])
    assert figures(slow[2:]) == "slow 2.00 s 3.50 s 6.0 10 4 complete"
    assert figures(quick[1:]) == "quick 1.00 s 2.50 s 12.7 20 4 complete"
    assert gone[-1] == "connection"
    bold = [[run.text.strip() for run in row[4:] if run.style == "bright.strong"] for row in result_rows(three, 0, 100)]
    assert bold == [[], [], ["1.00 s", "2.50 s", "12.7"], []]
    assert "best in bold" in text(result_rows(three, 0, 100))[0]
    assert "BEST IN BOLD" in text(result_rows(three, 0, 74))[0]


def test_all_that_are_written_like_the_best_are_marked() -> None:
    rows = result_rows([contestant("one"), contestant("two", first=1.001), contestant("three", first=2.0)], 0, 100)
    assert [[run.text.strip() for run in row[4:] if run.style == "bright.strong"] for row in rows[1:]] == [
        ["1.00 s", "2.50 s", "6.0"],
        ["1.00 s", "2.50 s", "6.0"],
        ["6.0"],
    ]


def test_in_little_width_results_leave_out_columns_in_place_of_names() -> None:
    names = [f"a-model-{number}" for number in range(1, 9)]
    shown = text(result_rows([contestant(name) for name in names], 0, 38))
    assert [row.split()[-4] for row in shown[1:]] == names
    assert shown[0].split() == ["BEST", "IN", "BOLD", "tok/s", "words", "end"]


def test_in_little_height_the_focused_results_stay_in_sight() -> None:
    eight = [contestant(f"a-model-{number}") for number in range(1, 9)]
    for focused in range(8):
        shown = text(result_rows(eight, focused, 80, 4))
        assert len(shown) == 4
        assert [row[0] for row in shown].count("❯") == 1


def test_a_refused_key_needs_no_wide_column() -> None:
    one = contestant("a", words=0, end="open")
    one.apply(ev.TurnFailed(2.0, Fault("authentication", "No.")))
    assert text(result_rows([one], 0, 60))[1].endswith("  bad key")


def test_no_line_covers_another_and_no_two_numbers_touch() -> None:
    same = [Line(str(number), f"race.{number}", ((0.0, 0.0), (4.0, 100.0))) for number in range(1, 9)]
    rows = chart_rows(same, 4.0, 80, 6)
    styles = {run.style for row in rows for run in row}
    assert {f"race.{number}" for number in range(1, 9)} <= styles
    ends = [run.text for row in rows for run in row if run.style.endswith(".end")]
    assert sorted(ends) == list("12345678")


@given(st.integers(30, 120))
def test_results_fit_the_width(width: int) -> None:
    rows = result_rows([contestant("a-rather-long-name-of-a-model"), contestant("b")], 1, width)
    assert all(cells(row) <= width for row in rows)


def test_lines_begin_when_the_race_did() -> None:
    late = contestant("late", first=3.0)
    assert [line.points[0] for line in lines_of([contestant("a"), late, Contestant("none")])] == [
        (1.0, 0.0),
        (3.0, 0.0),
    ]
    assert seconds_raced([contestant("a"), late], 99.0) == 4.5
    assert seconds_raced([contestant("a"), contestant("b", end="open")], 99.0) == 99.0
    assert seconds_raced([Contestant("a")], 5.0) == 0.0


def test_a_line_rises_from_the_lower_left_to_its_number() -> None:
    rows = text(chart_rows([Line("1", "bold", [(0.0, 0.0), (10.0, 100.0)])], 10.0, 28, 6))
    assert rows[1].startswith("   100 │ ")
    assert rows[1].endswith("1")
    assert rows[4].startswith("     0 └▄")
    assert rows[5].split() == ["0", "s", "10.0", "s"]


@given(
    st.lists(st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 1e6)), min_size=1), max_size=9),
    st.integers(12, 120),
    st.integers(3, 14),
)
def test_the_chart_fits_its_place(series: list[list[tuple[float, float]]], width: int, height: int) -> None:
    lines = [
        Line(str(number), "", list(zip(*map(sorted, zip(*points, strict=True)), strict=True)))
        for number, points in enumerate(series, 1)
    ]
    rows = chart_rows(lines, 0.0, width, height)
    assert len(rows) == height
    assert all(cells(row) <= width for row in rows[1:])


def parts(left: str, right: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in compare(left, right).parts]


def test_a_word_that_differs_is_shown_on_both_sides() -> None:
    assert parts("the sky is blue at noon today", "the sky is red at noon today") == [
        ("both", "the sky is"),
        ("left", "blue"),
        ("right", "red"),
        ("both", "at noon today"),
    ]


def test_words_in_common_by_chance_tear_nothing_up() -> None:
    assert parts("one of them all", "two of these here") == [
        ("left", "one of them all"),
        ("right", "two of these here"),
    ]


def test_equal_answers_are_one_part() -> None:
    comparison = compare("a b", "a b")
    assert [part.kind for part in comparison.parts] == ["both"]
    assert comparison.alike == 1.0


def test_long_answers_are_compared_by_lines() -> None:
    long = "\n".join(["a line of some words"] * MOST_WORDS)
    assert parts(f"{long}\nlast", f"{long}\nfinal")[1:] == [("left", "last"), ("right", "final")]


@given(st.text(), st.text())
def test_each_answer_is_there_whole_in_a_comparison(left: str, right: str) -> None:
    comparison = compare(left, right)
    for side, whole in (("left", left), ("right", right)):
        shown = [part.text for part in comparison.parts if part.kind in ("both", side)]
        assert "".join(" ".join(shown).split()) == "".join(whole.split())
    assert 0.0 <= comparison.alike <= 1.0


def test_a_comparison_says_by_sign_who_wrote_what() -> None:
    rows = text(comparison_rows(compare("the sky is blue", "the sky is red"), "good", "other", 60))
    assert rows == [f"− good{'75 % alike':>54}", "+ other", "", "  the sky is", "− blue", "+ red"]


@given(st.text(max_size=200), st.integers(2, 40))
def test_wrapped_words_are_all_there_and_fit(prose: str, width: int) -> None:
    prose = display_safe(prose)
    rows = wrapped(prose, width)
    assert "".join(joined(rows).split()) == "".join(prose.split())


def test_the_chosen_model_of_the_chat_comes_first_and_other_places_last() -> None:
    choices = Choices("lab", chosen=[Entry("lab", "a")])
    choices.add([Entry("work", "z")])
    choices.add([Entry("lab", "a"), Entry("lab", "b")])
    assert [entry.model for entry in choices.shown] == ["a", "b", "z"]
    assert text(choice_rows(choices, "", 40, 9))[0].split() == ["❯", "✓", "a"]
    assert text(choice_rows(choices, "", 40, 9))[2].split() == ["·", "z", "work"]


def test_what_is_typed_narrows_the_list_and_can_be_chosen_itself() -> None:
    choices = Choices("lab", [Entry("lab", "qwen-7b"), Entry("lab", "llama"), Entry("work", "qwen-1b")])
    choices.narrow("QWEN")
    assert [entry.model for entry in choices.shown] == ["qwen-7b", "qwen-1b", "QWEN"]
    choices.move(2)
    choices.switch()
    choices.narrow("")
    assert choices.chosen == [Entry("lab", "QWEN")]
    assert Entry("lab", "QWEN") in choices.shown
    choices.move(99)
    choices.move(-99)
    assert choices.cursor == 0


def test_the_cursor_stays_in_sight_in_a_long_list() -> None:
    choices = Choices("lab", [Entry("lab", f"model-{number}") for number in range(300)])
    choices.move(200)
    rows = text(choice_rows(choices, "asking …", 40, 10))
    assert len(rows) == 10
    assert any(row.startswith("❯ · model-200") for row in rows)
    assert rows[-1].strip() == "asking …"


def test_who_races_is_found_as_anything_is_the_very_name_first_and_whatever_its_case() -> None:
    entries = [Entry("lab", "Qwen3-8B"), Entry("lab", "qwen3"), Entry("work", "qwen3"), Entry("work", "other")]
    choices = Choices("lab", entries)
    choices.narrow("qwen3")
    assert choices.shown == [entries[1], entries[0], entries[2]]
    choices.narrow("q38b")
    assert choices.shown == [entries[0], Entry("lab", "q38b")]
    choices.narrow("work")
    assert choices.shown == [entries[2], entries[3], Entry("lab", "work")]


def test_numbers_for_which_there_is_no_room_beside_their_lines_keep_the_order_of_the_lines() -> None:
    lines = [Line(str(number), "bold", [(0.0, 0.0), (4.0, 40.0 * number)]) for number in range(1, 9)]
    rows = text(chart_rows(lines, 4.0, 60, 10))[1:-1]
    assert "".join(row[-1] for row in rows if row[-1:].isdecimal()) == "87654321"


@given(first=st.floats(0.001, 100.0))
def test_a_bar_is_never_longer_than_its_column(first: float) -> None:
    rows = text(result_rows([contestant("a", first=first), contestant("b", first=first / 3)], 0, 120))
    assert len({len(row) for row in rows}) == 1
    assert not any("…" in row for row in rows)

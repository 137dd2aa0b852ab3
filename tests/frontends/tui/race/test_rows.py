"""What a race says on the screen, without one: the list to choose from, heads, tabs, results, chart, comparison."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.provider import Progress
from streamtui.core.ports.race import Contestant
from streamtui.core.ports.race_entries import Entry
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.race.choices import Choices, choice_rows
from streamtui.frontends.tui.race.diff import MOST_WORDS, compare, comparison_rows
from streamtui.frontends.tui.race.names import told_apart
from streamtui.frontends.tui.race.rows import Standing, head_rows, tab_rows, title_row
from streamtui.rows.row import Run, cells, joined
from streamtui.rows.wrapping import wrapped
from tests.frontends.tui.race.made import contestant, text


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
    assert [head(contestant("a-model"), width=width)[0] for width in (24, 19, 17)] == [
        "❯ 1 a-model ✓ done 2.5 s",
        "❯ 1 a-model  ✓ done",
        "❯ 1 a-model     ✓",
    ], "no word of it is cut"


def test_names_from_servers_bring_no_control_characters() -> None:
    for rows in (head(Contestant("a\x1b[31m")), text(tab_rows([Contestant("a\x1b[31m")], 0, 0.0, 60))):
        assert not any("\x1b" in row for row in rows)


def test_the_title_counts_those_that_run() -> None:
    both = [contestant("a"), contestant("b", end="open")]
    assert text([title_row("Why?", (), both, 60)])[0].endswith("● 1 of 2 still running")
    assert text([title_row("Why?", (), both[:1], 60)])[0].endswith("✓ all finished")


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

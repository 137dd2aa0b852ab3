"""The statistics as rows."""

from __future__ import annotations

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.usage import Usage
from streamtui.frontends.tui.chat.statistics import summary_row
from streamtui.rows.row import Row, Run, cells, clip, clip_row, spread


def text(row: Row) -> str:
    return "".join(span.text for span in row).rstrip()


def a_reply(*events: ev.StreamEvent) -> ChatState:
    opening = (ev.PromptSubmitted(0.0, "Hi"), ev.RequestSent(0.0, 1, "m"), ev.ResponseStarted(0.1))
    return ChatState().fold([*opening, *events])


def test_nothing_is_summed_up_before_anything_arrived() -> None:
    assert summary_row(ChatState(), 80) == ()
    assert summary_row(a_reply(), 80) == ()


def test_the_summary_names_one_word_and_one_call_in_the_singular() -> None:
    state = a_reply(
        ev.ChunkReceived(0.31),
        ev.TextDelta(0.31, "Wait."),
        ev.ChunkReceived(1.31),
        ev.ToolCallDelta(1.31, 0, id="c", name="f", arguments="{}"),
        ev.UsageReported(1.4, Usage(5, 11, 16, None, None)),
    )
    assert text(summary_row(state, 80)) == "1 word · 11 tok · 10.0 tok/s · ttft 310 ms · 1 call"


def test_the_summary_never_exceeds_its_line() -> None:
    state = a_reply(ev.TextDelta(0.31, "Wait a moment, please."))
    for width in range(60):
        assert cells(summary_row(state, width)) <= width


def test_text_is_cut_by_cells_and_says_so() -> None:
    assert clip("abc", 3) == "abc"
    assert clip("abcd", 3) == "ab…"
    assert clip("漢字漢字", 5) == "漢字…"
    assert clip("abc", 0) == ""


def test_a_row_is_cut_within_the_span_that_crosses_its_end() -> None:
    row = (Run("abc", "bold"), Run("def"), Run("ghi"))
    assert text(clip_row(row, 5)) == "abcd…"
    assert clip_row(row, 5)[0] == row[0]


def test_the_right_end_of_a_spread_row_wins_over_the_left_one() -> None:
    assert text(spread((Run("a long label"),), (Run("42"),), 10)) == "a long… 42"
    assert cells(spread((Run("label"),), (Run("a value too long"),), 10)) <= 10

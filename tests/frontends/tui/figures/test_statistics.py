"""The statistics as rows."""

from __future__ import annotations

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.rate_series import MOST_BUCKETS
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault
from streamtui.core.words.figures import elapsed
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.figures.statistics import statistics_rows
from streamtui.frontends.tui.figures.summary import summary_rows
from streamtui.rows.row import Row, Run, cells, clip, clip_row, spread


def text(row: Row) -> str:
    return "".join(span.text for span in row).rstrip()


def a_reply(*events: ev.StreamEvent) -> ChatState:
    opening = (ev.PromptSubmitted(0.0, "Hi"), ev.RequestSent(0.0, 1, "m"), ev.ResponseStarted(0.1))
    return ChatState().fold([*opening, *events])


def in_one_row(state: ChatState, width: int = 80, now: float = 2.0) -> Row:
    replies = Replies()
    replies.take(state.conversation.messages)
    rows = summary_rows(replies, now, width)
    return rows[0] if rows else ()


def rows_of(state: ChatState, width: int = 34, height: int = 40, now: float = 20.0) -> list[str]:
    replies = Replies()
    replies.take(state.conversation.messages)
    return [text(row) for row in statistics_rows(replies, now, 7, width, height)]


def a_long_reply(*more: ev.StreamEvent) -> ChatState:
    """A token every 20 ms for four seconds, with one gap of half a second."""
    ats = [1 + n / 50 + (n >= 100) * 0.5 for n in range(200)]
    return a_reply(*(event for at in ats for event in (ev.ChunkReceived(at), ev.TextDelta(at, "word "))), *more)


def two_requests() -> ChatState:
    """A turn in which a tool ran, after the person was asked."""
    return a_reply(
        ev.ToolCallDelta(0.5, 0, id="c", name="f", arguments="{}"),
        ev.FinishReported(0.6, "tool_calls"),
        ev.ReplyFinished(0.6),
        ev.ApprovalAsked(0.7, "m1.0"),
        ev.ToolCallApproved(1.9, "m1.0"),
        ev.ToolCallStarted(1.9, "m1.0"),
        ev.ToolCallFinished(2.1, "m1.0", "391"),
        ev.RequestSent(2.2, 1, "m"),
        ev.ResponseStarted(2.3),
        ev.TextDelta(2.5, "It is 391."),
        ev.FinishReported(2.6, "stop"),
        ev.ReplyFinished(2.6),
        ev.TurnFinished(2.6),
    )


def test_nothing_is_summed_up_before_anything_arrived() -> None:
    assert in_one_row(ChatState()) == ()
    assert in_one_row(a_reply()) == ()


def test_the_summary_names_one_call_in_the_singular() -> None:
    state = a_reply(
        ev.ChunkReceived(0.31),
        ev.TextDelta(0.31, "Wait."),
        ev.ChunkReceived(1.31),
        ev.ToolCallDelta(1.31, 0, id="c", name="f", arguments="{}"),
        ev.UsageReported(1.4, Usage(5, 11, 16, None, None)),
        ev.ReplyFinished(1.4),
    )
    shown = text(in_one_row(state))
    assert shown.startswith("10.0 tok/s")
    assert shown.endswith("ttft 310 ms  gap p95 1.00 s  11 tok  1 call")


def test_the_summary_leaves_out_whole_figures_where_there_is_little_room() -> None:
    state = a_long_reply(ev.ReplyFinished(20.0))
    whole = text(in_one_row(state, 200)).split("  ")
    for width in range(200):
        row = in_one_row(state, width)
        assert cells(row) <= width
        assert set(text(row).split("  ")) <= {"", *whole}
    assert text(in_one_row(state, 24)) == "~44.4 tok/s  ~200 tok"


def test_no_figure_says_that_it_is_none_or_unknown_and_no_heading_stands_alone() -> None:
    for state in (ChatState(), a_reply(), a_reply(ev.TextDelta(0.31, "Hi")), a_long_reply(), two_requests()):
        for width in (34, 70):
            shown = rows_of(state, width)
            assert not [row for row in shown if row.endswith((" 0", " –"))]
            pairs = zip(shown, [*shown[1:], ""], strict=False)
            assert not [title for title, below in pairs if title.isupper() and not below]


def test_decimal_points_stand_below_each_other() -> None:
    shown = rows_of(a_long_reply(ev.ReplyFinished(20.0)))
    measured = [row for row in shown if row.startswith(("mean", "first token", "longest gap"))]
    assert [row[:28] for row in measured] == [
        "mean           ~44.4   tok/s",
        "first token      1.00  s",
        "longest gap    520     ms at",
    ]
    assert measured[-1].endswith("at 2.5 s")


def test_values_stand_apart_from_the_longest_labels_and_below_each_other() -> None:
    shown = rows_of(a_long_reply(ev.ReplyFinished(20.0)), 70)
    times = [row[:34] for row in shown if row.startswith(("accepted", "first token", "second token", "last token"))]
    assert times[:3] == [
        "accepted     100     ms           ",
        "first token    1.00  s            ",
        "second token   1.02  s            ",
    ]


def test_a_note_without_room_is_left_out_whole() -> None:
    state = a_long_reply(ev.UsageReported(8.0, Usage(5, 12_345, 9, None, 12_000)), ev.ReplyFinished(20.0))
    for width in range(62, 80):
        assert not [row for row in rows_of(state, width) if "…" in row]
    assert "12,000 thinking" in "\n".join(rows_of(state, 80))


@pytest.mark.parametrize("height", range(18, 50))
def test_replies_stay_listed_however_low_the_column_is(height: int) -> None:
    state = a_long_reply(ev.ReplyFinished(20.0))
    state.fold([ev.RequestSent(25.0, 1, "m"), *(ev.TextDelta(26 + n / 50, "a ") for n in range(99))])
    shown = rows_of(state, height=height, now=28.0)
    assert len(shown) <= height
    assert [row for row in shown if row.startswith("❯ #2")]
    assert "┤" in shown[1]


@pytest.mark.parametrize("gap_ms", range(20, 60))
def test_the_chart_of_a_reply_that_ended_is_as_wide_as_its_column(gap_ms: int) -> None:
    ats = [1 + n * gap_ms / 1000 for n in range(100)]
    state = a_reply(*(ev.TextDelta(at, "word ") for at in ats), ev.ReplyFinished(20.0))
    shown = rows_of(state, 34)
    assert len(shown[2].rstrip()) == 34
    assert shown[5].endswith(f" {elapsed(99 * gap_ms / 1000)}")


def test_of_a_reply_that_came_at_once_gaps_are_not_told() -> None:
    came: list[ev.StreamEvent] = [ev.ChunkReceived(1.0), ev.TextDelta(1.0, "Hi")] * 30
    shown = rows_of(a_reply(*came, ev.ReplyFinished(1.0)))
    assert not [row for row in shown if "gap" in row]


def test_the_chart_has_an_axis_with_its_scales() -> None:
    shown = rows_of(a_long_reply(ev.ReplyFinished(20.0)))
    assert [row[:5] for row in shown[1:6]] == ["  60┤", "    │", "  30┤", "    │", "   0└"]
    assert shown[5].endswith("── 4.5 s")


def test_gaps_have_a_histogram_where_there_is_room() -> None:
    state = a_long_reply(ev.ReplyFinished(20.0))
    low, high = rows_of(state, height=10), rows_of(state, height=40)
    assert not [row for row in low if row.endswith(" ms") and row.strip()[0].isdigit()]
    labels = next(row for row in high if row.endswith(" ms") and row.strip()[0].isdigit())
    assert labels.split() == ["20", "50", "100", "200", "500", "ms"]


def test_what_belongs_to_the_turn_is_told_apart_from_what_belongs_to_a_reply() -> None:
    shown = rows_of(two_requests())
    turn = shown[shown.index("TURN") :]
    assert [" ".join(row.split()) for row in turn[1:4]] == ["requests 2", "tools ran 200 ms", "waited 1.20 s for you"]
    assert ["first", "token", "300", "ms"] in [row.split() for row in shown]


def test_replies_are_listed_once_there_are_two() -> None:
    assert not [row for row in rows_of(a_long_reply(ev.ReplyFinished(20.0))) if "REPLIES" in row]
    shown = rows_of(two_requests())
    assert [row.split() for row in shown[-5:]] == [
        ["REPLIES", "ttft", "tok/s", "tok", "end"],
        ["#1", "500ms", "–", "~8", "calls"],
        ["❯", "#2", "300ms", "–", "~5", "stop"],
        ["p50", "300ms"],
        ["all", "~13"],
    ]


def test_thousands_of_replies_are_listed_with_their_ends_and_without_a_sum_that_nobody_told() -> None:
    state = ChatState().fold(
        [ev.RequestSent(1.0, 1, "m"), ev.FinishReported(1.0, "stop"), ev.ReplyFinished(1.0)] * 1_200
    )
    shown = rows_of(state, width=34)
    assert next(row for row in shown if "#1200" in row).split() == ["❯", "#1200", "–", "–", "–", "stop"]
    assert shown[-1].startswith("❯ #1200")


def test_a_reply_of_which_nothing_came_makes_no_sum_an_estimate() -> None:
    counted = a_reply(ev.TextDelta(1.0, "Hi"), ev.UsageReported(1.1, Usage(10, 5)), ev.ReplyFinished(1.1))
    counted.fold([ev.RequestSent(2.0, 1, "m"), ev.TurnFailed(2.1, Fault("authentication", "No."))])
    assert rows_of(counted)[-1].split() == ["all", "5"]


def test_the_median_of_speeds_that_are_estimates_is_one() -> None:
    state = a_long_reply(ev.ReplyFinished(20.0))
    state.fold([ev.RequestSent(25.0, 1, "m"), ev.TextDelta(25.1, text="a")])
    assert next(row for row in rows_of(state) if row.startswith("  p50")).split()[2].startswith("~")


def test_how_a_reply_ended_is_shown_whole_or_cut_where_that_is_seen() -> None:
    for failure, end in ((Fault("cancelled", "x"), "stopped"), (Fault("connection", "x"), "connec…")):
        state = two_requests()
        state.fold([ev.RequestSent(5.0, 1, "m"), ev.TextDelta(5.1, text="a"), ev.TurnFailed(6.0, failure)])
        assert any(row.split()[-1:] == [end] for row in rows_of(state)), end


@pytest.mark.parametrize(
    ("first_s", "shown"),
    [(0.0022, "2.2ms"), (0.0386, "39ms"), (0.81, "810ms"), (1.239, "1.24s"), (12.34, "12.3s"), (65.0, "1:05")],
)
def test_times_in_the_list_are_whole_in_their_column(first_s: float, shown: str) -> None:
    ended = (ev.ReplyFinished(90.0), ev.RequestSent(100.0, 1, "m"))
    rows = rows_of(ChatState().fold([ev.RequestSent(0.0, 1, "m"), ev.TextDelta(first_s, "Hi"), *ended]))
    assert next(row.split()[1] for row in rows if row.startswith("  #1")) == shown


def test_headings_keep_their_words_and_what_is_behind_them_is_whole() -> None:
    state = a_long_reply(ev.ReplyFinished(20.0))
    for width in range(62, 100):
        heads = [row for row in rows_of(state, width) if row.startswith(("SPEED", "GAPS"))]
        assert len(heads) == 2
        assert not [row for row in heads if "…" in row]


def test_the_figures_of_any_reply_can_be_shown() -> None:
    replies, state = Replies(), two_requests()
    replies.take(state.conversation.messages)
    assert replies.number == 1
    for message, number in ((0, 0), (1, 0), (2, 1)):
        replies.choose(message)
        assert replies.number == number
    replies.choose(0)
    shown = [text(row).split() for row in statistics_rows(replies, 9.0, 7, 34, 40)]
    assert ["first", "token", "500", "ms"] in shown
    assert ["❯", "#1", "500ms", "–", "~8", "calls"] in shown
    replies.choose(None)
    assert replies.shown is state.reply


def test_a_new_reply_is_the_one_that_is_looked_at() -> None:
    replies, state = Replies(), two_requests()
    replies.take(state.conversation.messages)
    replies.choose(0)
    state.fold([ev.PromptSubmitted(5.0, "And now?"), ev.RequestSent(5.0, 1, "m")])
    replies.take(state.conversation.messages)
    assert (replies.number, replies.turn) == (2, [state.reply])


def test_a_column_is_as_quick_for_a_long_reply_as_for_a_short_one() -> None:
    short, long = (
        a_reply(*(ev.TextDelta(1 + n / 50, "word ") for n in range(size)), ev.ReplyFinished(2000.0))
        for size in (500, 50_000)
    )
    assert len(rows_of(short)) == len(rows_of(long))
    assert long.reply is not None
    assert len(long.reply.statistics.course[0].tokens) <= MOST_BUCKETS


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

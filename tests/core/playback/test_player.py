"""Where a player stands: by its clock, by chunks, by marks and by what was said."""

from __future__ import annotations

from itertools import pairwise
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat import events as ev
from streamtui.core.chat.usage import Usage
from streamtui.core.playback.axis import Axis
from streamtui.core.playback.finding import find
from streamtui.core.playback.marks import MarkKind, Marks
from streamtui.core.playback.playback import Playback
from streamtui.core.playback.player import Player
from tests.doubles.clocks import FakeClock

CALL = "m1.0"
TALK: list[ev.StreamEvent] = [
    ev.PromptSubmitted(100.0, "What is 17 × 23?"),
    ev.RequestSent(100.0, 1, "m"),
    ev.ResponseStarted(100.5),
    ev.ChunkReceived(101.0),
    ev.ReasoningDelta(101.0, "I use the cal"),
    ev.ChunkReceived(101.25),
    ev.ReasoningDelta(101.25, "culator."),
    ev.ChunkReceived(101.5),
    ev.ToolCallDelta(101.5, 0, "c", "calculate", '{"expre'),
    ev.ChunkReceived(111.5),
    ev.ToolCallDelta(111.5, 0, arguments='ssion": "17 * 23"}'),
    ev.ChunkReceived(111.75),
    ev.FinishReported(111.75, "tool_calls"),
    ev.UsageReported(111.75, Usage(10, 20)),
    ev.UsageReported(111.75, Usage(10, 21)),
    ev.ReplyFinished(111.75),
    ev.ToolCallStarted(111.75, CALL),
    ev.ToolCallFinished(112.0, CALL, "391"),
    ev.RequestSent(112.0, 1, "m"),
    ev.ResponseStarted(112.25),
    ev.ChunkReceived(112.5),
    ev.TextDelta(112.5, "391"),
    ev.FinishReported(112.5, "stop"),
    ev.ReplyFinished(112.5),
    ev.TurnFinished(112.5),
]


def test_marks_are_what_one_wants_to_go_to() -> None:
    marks = Marks(stall_s=1.0)
    marks.take(TALK[:5])
    marks.take(TALK)
    assert [(mark.kind, mark.about) for mark in marks.all] == [
        (MarkKind.PROMPT, ""),
        (MarkKind.REQUEST, ""),
        (MarkKind.HEADERS, "200"),
        (MarkKind.FIRST, ""),
        (MarkKind.CALL, "calculate"),
        (MarkKind.GAP, "10.0 s"),
        (MarkKind.FINISH, "tool_calls"),
        (MarkKind.USAGE, ""),
        (MarkKind.CALL_END, "calculate"),
        (MarkKind.REQUEST, ""),
        (MarkKind.HEADERS, "200"),
        (MarkKind.FIRST, ""),
        (MarkKind.FINISH, "stop"),
    ]
    assert all(before.place < after.place for before, after in pairwise(marks.all))


def test_what_the_server_runs_is_gone_to_and_is_no_silence() -> None:
    marks = Marks(stall_s=1.0)
    marks.take(
        [
            ev.RequestSent(0.0, 1, "m"),
            ev.ReasoningDelta(1.0, "Hm"),
            ev.ServerCallReported(1.5, 0, "mcp", state="in_progress", name="roll"),
            ev.ServerCallReported(9.0, 0, text="{}"),
            ev.ServerCallReported(9.0, 0, state="completed"),
            ev.ServerCallReported(9.1, 0, state="completed"),
            ev.ServerCallReported(9.2, 1, "web_search"),
            ev.TextDelta(9.3, "Six."),
            ev.TextDelta(12.0, " Or"),
        ]
    )
    assert [(mark.kind, mark.about, mark.place) for mark in marks.all[1:]] == [
        (MarkKind.FIRST, "", 2),
        (MarkKind.CALL, "roll", 3),
        (MarkKind.CALL_END, "roll", 5),
        (MarkKind.CALL, "web_search", 7),
        (MarkKind.ANSWER, "", 8),
        (MarkKind.GAP, "2.70 s", 9),
    ]


def test_a_silence_is_a_mark_from_where_the_person_wants_to_be_told_of_it() -> None:
    gaps = []
    for stall_s in (9.5, 10.0):
        marks = Marks(stall_s)
        marks.take(TALK)
        gaps.append(sum(mark.kind is MarkKind.GAP for mark in marks.all))
    assert gaps == [1, 0]


def test_what_the_person_marked_is_gone_to_and_found_by_its_words() -> None:
    events = [*TALK[:12], ev.MarkSet(111.75, "odd pause"), *TALK[12:]]
    player = Player(Playback(events), FakeClock())
    player.seek_place(len(events))
    found = []
    while (mark := player.to_mark(-1)) is not None:
        found.append(mark)
    own = next(mark for mark in found if mark.kind is MarkKind.SET)
    assert (own.place, own.about) == (13, "odd pause")
    assert find(events, "odd") == [13]


def test_the_answer_that_follows_reasoning_is_a_mark() -> None:
    marks = Marks()
    marks.take(
        [ev.RequestSent(0.0, 1, "m"), ev.ReasoningDelta(0.1, "Hm"), ev.TextDelta(0.2, "So"), ev.TextDelta(1, "")]
    )
    assert [mark.kind for mark in marks.all][-1] is MarkKind.ANSWER


def test_a_text_is_found_where_its_last_character_came_whatever_the_cuts() -> None:
    assert find(TALK, "Calculator") == [7]
    assert find(TALK, '"17 * 23"') == [11]
    assert find(TALK, "391") == [18, 22]
    assert find(TALK, "17 ×") == [1]
    assert find(TALK, "culator.391") == []
    assert find(TALK, "") == []


@given(st.text("ab", max_size=30), st.text("ab", min_size=1, max_size=4), st.data())
def test_what_is_found_ends_in_the_piece_that_it_is_found_at(text: str, wanted: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[first:last] for first, last in pairwise([0, *cuts, len(text)])]
    ends = [at + len(wanted) for at in range(len(text)) if text.startswith(wanted, at)]
    bounds = [0, *cuts, len(text)]
    expected = [
        number for number, (first, last) in enumerate(pairwise(bounds), 1) if any(first < end <= last for end in ends)
    ]
    assert find([ev.TextDelta(0.0, piece) for piece in pieces], wanted) == expected


def test_it_plays_by_the_clock_and_never_drifts() -> None:
    clock = FakeClock()
    player = Player(Playback(TALK), clock)
    player.play()
    for _ in range(70):
        clock.advance(0.1)
        player.tick()
    assert round(player.at, 6) == 7.0
    assert player.place == 9
    player.change_speed(1)
    clock.advance(2.5)
    player.tick()
    assert round(player.at, 6) == 12.0
    clock.advance(100)
    player.tick()
    assert player.at_end
    assert not player.playing
    player.play()
    assert (player.place, player.at) == (0, 0.0)


def test_at_once_is_the_end() -> None:
    player = Player(Playback(TALK), FakeClock())
    while player.speed != inf:
        player.change_speed(1)
    player.play()
    player.tick()
    assert player.at_end


def test_a_long_silence_is_played_short_and_marks_stay_where_they_are() -> None:
    clock = FakeClock()
    player = Player(Playback(TALK), clock, idle_s=2.0, marks=Marks(1.0))
    assert player.axis.played_s == 4.5
    assert player.axis.skipped_s == 8.0
    player.play()
    clock.advance(3.25)
    player.tick()
    assert player.at == 3.25
    clock.advance(0.25)
    player.tick()
    assert player.at == 11.5
    player.pause()
    player.seek_place(0)
    marks = [player.to_mark(1) for _ in range(6)]
    assert marks[-1] is not None
    assert marks[-1].kind is MarkKind.GAP
    assert player.at == 11.5


def test_a_step_stands_at_the_instant_of_its_chunk_and_not_at_that_of_the_next_read() -> None:
    events: list[ev.StreamEvent] = [ev.RequestSent(0.0, 1, "m"), ev.ResponseStarted(1.0)]
    for at, text in ((2.0, "One. "), (5.0, "Two. ")):
        events += [ev.BytesReceived(at - 0.5, b"da"), ev.BytesReceived(at, b"ta: 1\n\n")]
        events += [ev.ChunkReceived(at), ev.TextDelta(at, text)]
    player = Player(Playback(events), FakeClock())
    player.seek_place(2)
    instants = []
    for by in (1, 1, -1, -1):
        player.step(by)
        instants.append((player.place, player.at))
    assert instants == [(6, 2.0), (10, 5.0), (6, 2.0), (2, 1.0)]
    assert [player.axis.place_of_chunk(number) for number in (1, 2)] == [6, 10]


def test_a_step_takes_a_chunk_with_all_that_was_said_in_it() -> None:
    player = Player(Playback(TALK), FakeClock())
    places = [player.place]
    while not player.at_end:
        player.step(1)
        places.append(player.place)
    assert places == [0, 1, 2, 3, 5, 7, 9, 11, 16, 17, 18, 19, 20, 24, 25]
    back = [player.place]
    while player.place:
        player.step(-1)
        back.append(player.place)
    assert back == places[::-1]
    assert [player.axis.place_of_chunk(number) for number in range(7)] == [0, 5, 7, 9, 11, 16, 25]


def test_the_mark_before_is_the_one_before_the_last_while_it_has_just_passed_one() -> None:
    clock = FakeClock()
    player = Player(Playback(TALK), clock)
    player.seek_place(4)
    player.play()
    clock.advance(0.75)
    assert (player.to_mark(-1) or player.marks.all[0]).kind is MarkKind.HEADERS


@given(st.lists(st.floats(-2, 5), min_size=1, max_size=20), st.none() | st.floats(0.1, 3))
def test_instants_and_what_is_played_go_together(steps: list[float], idle_s: float | None) -> None:
    at, events = 50.0, []
    for step in steps:
        at += step
        events.append(ev.TextDelta(at, "x"))
    axis = Axis(idle_s)
    axis.take(events[: len(events) // 2])
    axis.take(events)
    assert list(axis.ats) == sorted(axis.ats)
    for instant in axis.ats:
        assert abs(axis.instant(axis.played_at(instant)) - instant) < 1e-6
    assert idle_s is None or all(
        axis.played_at(after) - axis.played_at(before) <= idle_s + 1e-9 for before, after in pairwise(axis.ats)
    )

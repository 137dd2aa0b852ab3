"""Several chats by one clock: after any walk each is the fold of its own events up to that instant."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.playback.lanes import LaneMarks, Lanes, together
from streamtui.core.playback.marks import MarkKind
from streamtui.core.playback.player import Player
from tests.core.playback.test_playback import conversations, said
from tests.doubles.clocks import FakeClock


def chat(start: float, *chunks_at: float) -> list[ev.StreamEvent]:
    events: list[ev.StreamEvent] = [ev.PromptSubmitted(start, "Why?"), ev.RequestSent(start, 1, "m")]
    for at in chunks_at:
        events += [ev.ChunkReceived(start + at), ev.TextDelta(start + at, "word ")]
    return [*events, ev.ReplyFinished(start + chunks_at[-1]), ev.TurnFinished(start + chunks_at[-1])]


@settings(max_examples=40, deadline=None)
@given(st.lists(conversations(), min_size=1, max_size=3), st.data())
def test_after_any_walk_each_is_the_fold_of_its_own_events_up_to_that_instant(
    chats: list[list[ev.StreamEvent]], data: st.DataObject
) -> None:
    moved = together([[events] for events in chats])
    lanes = Lanes(moved)
    for place in data.draw(st.lists(st.integers(-1, len(lanes.events) + 1), min_size=1, max_size=6)):
        lanes.seek(place)
        happened = lanes.events[: lanes.index]
        for number, (playback, lane) in enumerate(zip(lanes.playbacks, moved, strict=True)):
            own = [event for event in lane if any(event is other for other in happened)]
            assert said(playback.state) == said(ChatState().fold(own))
            assert lanes.over(number) == (len(own) == len(lane))


def test_recordings_begin_together_and_what_was_recorded_together_stays_apart() -> None:
    one, other = chat(1000.0, 0.5), chat(5.0, 0.25)
    assert [[event.at for event in lane][-1] for lane in together([[one], [other]])] == [0.5, 0.25]
    late = chat(1003.0, 0.25)
    assert [[event.at for event in lane][-1] for lane in together([[one, late]])] == [0.5, 3.25]


def test_a_player_steps_through_all_of_them_and_marks_say_whose_they_are() -> None:
    lanes = Lanes(together([[chat(0.0, 0.5, 1.0)], [chat(9.0, 0.75)]]))
    player = Player(lanes, FakeClock(), None, LaneMarks(lanes, ["1 quick", "2 slow"]))
    player.seek_place(0)
    texts = []
    while not player.at_end:
        player.step(1)
        texts.append(tuple(str(one.state.reply.text) if one.state.reply else "" for one in lanes.playbacks))
    assert ("word ", "") in texts
    assert ("word ", "word ") in texts
    assert texts[-1] == ("word word ", "word ")
    firsts = [mark.about for mark in player.marks.all if mark.kind is MarkKind.FIRST]
    assert firsts == ["1 quick", "2 slow"]

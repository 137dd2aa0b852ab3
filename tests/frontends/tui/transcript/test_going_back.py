"""A transcript whose conversation goes back shows what it would if that was all there ever was."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.playback.playback import Playback
from streamtui.frontends.tui.calls.inspector_view import InspectorView
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.figures.statistics import statistics_rows
from streamtui.frontends.tui.transcript.viewport import Viewport
from streamtui.rows.row import Row
from tests.core.playback.test_playback import conversations, keyframes_close_together
from tests.shapes import SHAPES, reply

pytestmark = pytest.mark.one_python

__all__ = ["keyframes_close_together"]
WIDTH, HEIGHT = 60, 30


def transcript_rows(view: Viewport) -> list[Row]:
    """All rows that there are."""
    view.take(inf)
    view.flow.settle(0, 10**6, 0)
    return [tuple(row) for row in view.flow.rows(0, 10**6)]


def begun(state: ChatState) -> Viewport:
    return Viewport(state.conversation.messages, WIDTH, HEIGHT)


@settings(max_examples=60)
@given(conversations(), st.lists(st.tuples(st.integers(0, 90), st.booleans()), min_size=1, max_size=8))
def test_wherever_a_chat_goes_its_rows_are_those_of_one_that_came_no_further(
    events: list[ev.StreamEvent], walk: list[tuple[int, bool]]
) -> None:
    playback = Playback(events)
    view, inspector, replies = begun(playback.state), InspectorView(lambda _: None), Replies()
    set_back = 0
    for place, looked_at in walk:
        playback.seek(place)
        if not looked_at:
            continue
        if playback.set_back != set_back:
            set_back = playback.set_back
            for part in (view.flow, inspector, replies):
                part.look_again()
        fresh = ChatState().fold(events[:place])
        messages, fresh_messages = playback.state.conversation.messages, fresh.conversation.messages
        assert transcript_rows(view) == transcript_rows(begun(fresh))
        inspector.take(messages)
        fresh_inspector = InspectorView(lambda _: None)
        fresh_inspector.take(fresh_messages)
        assert inspector.rows(20.0, 60, 30) == fresh_inspector.rows(20.0, 60, 30)
        fresh_replies = Replies()
        replies.take(messages)
        fresh_replies.take(fresh_messages)
        assert replies.sums == fresh_replies.sums
        assert statistics_rows(replies, 20.0, 1, 40, 40) == statistics_rows(fresh_replies, 20.0, 1, 40, 40)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_long_reply_shows_at_any_place_what_was_shown_there(shape: str) -> None:
    text = reply(shape, 20_000)
    deltas = [ev.TextDelta(2.0 + at / 1000, text[at : at + 5]) for at in range(0, len(text), 5)]
    events: list[ev.StreamEvent] = [
        ev.PromptSubmitted(0.0, "Hi"),
        ev.RequestSent(1.0, 1, "m"),
        *deltas,
        ev.ReplyFinished(30.0),
    ]
    playback = Playback(events)
    view = begun(playback.state)
    for place in (4003, 4002, 1, 3500, 700, 2800, 4003, 2):
        playback.seek(place)
        view.flow.look_again()
        assert transcript_rows(view) == transcript_rows(begun(ChatState().fold(events[:place])))

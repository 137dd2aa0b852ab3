"""A frame costs what is in sight, however much a reply holds."""

from __future__ import annotations

from math import inf

from streamtui.core.chat.events import ReplyFinished, RequestSent, TextDelta, ToolCallDelta
from streamtui.core.chat.state import ChatState
from streamtui.frontends.tui.calls.inspector_view import InspectorView
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.figures.reply_list import reply_list_rows
from streamtui.frontends.tui.transcript.viewport import Viewport
from tests.cost.steps import steps


def chat_with_calls(count: int) -> ChatState:
    """All of them are still being written."""
    calls = [ToolCallDelta(0.0, at, f"{at}", "f", '{"a": "b') for at in range(count)]
    return ChatState().fold([RequestSent(0.0, 1, "m"), *calls])


def test_a_frame_of_a_reply_with_many_calls_costs_what_one_with_few_does() -> None:
    def frame(count: int) -> int:
        state = chat_with_calls(count)
        view = Viewport(state.conversation.messages, 80, 24)
        view.take(inf)
        view.draw()
        state.apply(ToolCallDelta(1.0, count - 1, arguments="c"))

        def drawn() -> None:
            view.take(inf)
            assert view.draw()[1]

        return steps(drawn)

    assert frame(400) < 1.1 * frame(100)


def test_the_list_of_calls_reads_the_arguments_of_those_in_sight() -> None:
    def frame(count: int) -> int:
        messages, view = chat_with_calls(count).conversation.messages, InspectorView(lambda _: None)

        def drawn() -> None:
            view.take(messages)
            assert len(view.rows(1.0, 80, 24)) > 10

        drawn()
        return steps(drawn)

    assert frame(600) - frame(200) < 10 * 400, "more than to count how many are over"


def test_the_list_of_replies_costs_the_same_however_many_there_are() -> None:
    def frame(count: int) -> int:
        state, replies = ChatState(), Replies()
        for at in range(count):
            state.fold([RequestSent(at, 1, "m"), TextDelta(at + 0.5, "Some words."), ReplyFinished(at + 0.6)])
        state.fold([RequestSent(count, 1, "m"), TextDelta(count + 0.5, "Some ")])
        replies.take(state.conversation.messages)
        state.apply(TextDelta(count + 0.6, "words."))

        def drawn() -> None:
            replies.take(state.conversation.messages)
            assert len(reply_list_rows(replies, 40, 20)) == 20

        return steps(drawn)

    assert frame(400) < 1.1 * frame(100)

"""A tool call through its life: every instant and every delta is kept."""

from __future__ import annotations

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.faults.faults import Fault
from streamtui.core.words.reply_line import reply_line
from tests.known import known

OPENING: list[ev.StreamEvent] = [ev.PromptSubmitted(0.0, "go"), ev.RequestSent(0.0, 1, "m"), ev.ResponseStarted(0.5)]
WRITTEN: list[ev.StreamEvent] = [
    *OPENING,
    ev.ToolCallDelta(1.0, 0, id="a", name="write"),
    ev.ToolCallDelta(1.1, 0, arguments='{"te'),
    ev.ToolCallDelta(1.2, 1, id="b", name="read", arguments="{"),
    ev.ToolCallDelta(1.4, 0, arguments='xt": 1}'),
    ev.ToolCallDelta(1.5, 1, arguments="}"),
]
ENDED = [*WRITTEN, ev.ReplyFinished(2.0)]
STOP = ev.TurnFailed(9.0, Fault("cancelled", "Stopped."))


def fold(*events: ev.StreamEvent) -> ChatState:
    return ChatState().fold(events)


def states(state: ChatState) -> list[str]:
    return [call.state.value for call in state.turn_calls]


def test_each_argument_delta_is_kept_with_its_instant_and_size() -> None:
    write, read = fold(*WRITTEN).turn_calls
    assert (list(write.argument_ats), list(write.argument_sizes)) == ([1.1, 1.4], [4, 7])
    assert (list(read.argument_ats), list(read.argument_sizes)) == ([1.2, 1.5], [1, 1])
    assert write.first_delta_at == 1.0
    assert write.completed_at is None


def test_a_call_is_complete_with_its_own_last_delta_once_the_reply_is_over() -> None:
    write, read = fold(*ENDED).turn_calls
    assert (write.completed_at, read.completed_at) == (1.4, 1.5)
    assert write.state is ToolCallState.WAITING


def test_a_call_cut_in_the_middle_is_never_complete() -> None:
    state = fold(*WRITTEN, STOP)
    assert states(state) == ["cut", "cut"]
    assert state.turn_calls[0].completed_at is None


def test_the_phase_asks_as_long_as_a_question_is_open() -> None:
    state = fold(*ENDED, ev.ToolCallStarted(2.1, "m1.1"), ev.ApprovalAsked(2.2, "m1.0"))
    assert (state.phase, state.phase.busy, state.turn_calls[0].asking) == (Phase.ASKING, True, True)
    state.apply(ev.ToolCallFinished(2.5, "m1.1", "ok"))
    assert [state.phase] == [Phase.ASKING]
    state.apply(ev.ToolCallApproved(3.0, "m1.0"))
    state.apply(ev.ToolCallStarted(3.0, "m1.0"))
    assert [state.phase] == [Phase.RUNNING_TOOL]


@pytest.mark.parametrize(
    ("more", "expected", "finished"),
    [
        ([], "cut", None),
        ([ev.ApprovalAsked(2.1, "m1.0")], "cut", None),
        ([ev.ToolCallStarted(2.1, "m1.0")], "cut", 9.0),
        ([ev.ToolCallStarted(2.1, "m1.0"), ev.ToolCallFinished(2.2, "m1.0", "1")], "done", 2.2),
        ([ev.ToolCallFinished(2.2, "m1.0", "no", ok=False)], "failed", 2.2),
        ([ev.ToolCallRefused(2.2, "m1.0", "no")], "refused", None),
    ],
)
def test_a_stop_cuts_what_is_not_over_and_keeps_what_is(
    more: list[ev.StreamEvent], expected: str, finished: float | None
) -> None:
    state = fold(*ENDED, *more, STOP)
    assert states(state) == [expected, "cut"]
    assert state.turn_calls[0].finished_at == finished


def test_the_whole_output_is_kept_beside_what_was_sent() -> None:
    state = fold(*ENDED, ev.ToolCallFinished(2.2, "m1.0", "long…", whole_output="long long"))
    assert (state.turn_calls[0].output, state.turn_calls[0].whole_output) == ("long…", "long long")
    assert state.conversation.request_messages()[-1]["content"] == "long…"


def test_a_refusal_is_sent_back_as_the_result() -> None:
    state = fold(*ENDED, ev.ToolCallRefused(2.2, "m1.0", "The person said no."))
    assert state.conversation.request_messages()[-1] == {
        "role": "tool",
        "tool_call_id": "a",
        "content": "The person said no.",
    }


@pytest.mark.parametrize(
    ("written", "sent"),
    [('{"a": 1', "{}"), ("", "{}"), ("[]", "{}"), ("nope", "{}"), ("[" * 9999, "{}"), ('{ "a":1}', '{ "a":1}')],
)
def test_arguments_go_back_as_written_unless_servers_would_choke_on_them(written: str, sent: str) -> None:
    call = ev.ToolCallDelta(1.0, 0, id="a", name="f", arguments=written)
    state = fold(*OPENING, call, ev.ReplyFinished(2.0), ev.ToolCallFinished(2.2, "m1.0", "no", ok=False))
    assert state.conversation.request_messages()[1]["tool_calls"][0]["function"]["arguments"] == sent


class TestACallOfThePerson:
    def test_it_stands_behind_the_others_and_is_no_part_of_what_the_model_said(self) -> None:
        state = fold(
            *ENDED, ev.ToolCallFinished(2.2, "m1.0", "1"), ev.ToolCallFinished(2.3, "m1.1", "2"), ev.TurnFinished(3.0)
        )
        before = state.conversation.request_messages()
        line = reply_line(known(state.reply))
        state.fold(
            [
                ev.ToolCallRepeated(5.0, "m1.1", "[]"),
                ev.ToolCallStarted(5.0, "m1.2"),
                ev.ToolCallFinished(5.5, "m1.2", "3"),
            ]
        )
        again = state.turn_calls[2]
        assert (again.name, str(again.arguments), again.output, again.running_s) == ("read", "[]", "3", 0.5)
        assert (again.repeated, again.edited, again.server_id) == (True, True, "")
        assert state.conversation.request_messages() == before
        assert reply_line(known(state.reply)) == line

    @pytest.mark.parametrize("call_id", ["m5.0", "m1.7", ""])
    def test_one_of_a_call_that_is_not_there_changes_nothing(self, call_id: str) -> None:
        state = fold(*ENDED, ev.ToolCallRepeated(5.0, call_id, "{}"))
        assert len(state.turn_calls) == 2

    def test_one_in_an_empty_conversation_changes_nothing(self) -> None:
        assert fold(ev.ToolCallRepeated(5.0, "m1.0", "{}")).turn_calls == []


def test_events_of_a_call_that_is_not_there_change_nothing() -> None:
    state = fold(*ENDED, ev.ApprovalAsked(2.1, "m1.7"), ev.ToolCallRefused(2.2, "m1.7", "no"))
    assert states(state) == ["waiting", "waiting"]


def test_a_reply_without_events_of_tools_has_only_calls_of_the_model() -> None:
    call = ToolCall(id="a")
    assert Reply(tool_calls=[call, call.again("{}", 1.0)]).model_calls == [call]


def test_what_still_waits_when_the_turn_is_over_was_not_run() -> None:
    state = fold(*ENDED, ev.TurnFinished(9.0))
    assert states(state) == ["not run", "not run"]
    assert all(call.state.over for call in state.turn_calls)

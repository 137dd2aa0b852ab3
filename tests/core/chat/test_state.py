"""The fold: what each event does to a chat, and the laws that hold for all of them."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat import events as ev
from streamtui.core.chat.citation import Citation
from streamtui.core.chat.messages import Continuation, Notice, UserMessage
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault
from tests.known import known

OPENING: list[ev.StreamEvent] = [ev.PromptSubmitted(0.0, "hi"), ev.RequestSent(0.1, 1, "m"), ev.ResponseStarted(0.4)]


def chunk(at: float, *deltas: ev.StreamEvent) -> list[ev.StreamEvent]:
    return [ev.ChunkReceived(at), *deltas]


def words(at: float, text: str) -> list[ev.StreamEvent]:
    return chunk(at, ev.TextDelta(at, text))


def fold(*parts: list[ev.StreamEvent]) -> ChatState:
    return ChatState().fold(event for part in parts for event in part)


def test_a_whole_turn_walks_through_its_phases() -> None:
    state = ChatState()
    seen = []
    for event in [*OPENING, *words(1.0, "Hello"), ev.ReplyFinished(1.2), ev.TurnFinished(1.2)]:
        state.apply(event)
        seen.append(state.phase)
    assert seen == [
        *(Phase.CONNECTING, Phase.CONNECTING, Phase.WAITING, Phase.WAITING),
        *(Phase.STREAMING, Phase.STREAMING, Phase.DONE),
    ]
    assert state.elapsed_s(99.0) == 1.2


def test_text_reasoning_and_refusal_are_kept_apart() -> None:
    deltas: list[ev.StreamEvent] = [ev.ReasoningDelta(1.0, "Hm."), ev.TextDelta(1.1, "Yes"), ev.RefusalDelta(1.2, "No")]
    reply = known(fold(OPENING, deltas).reply)
    assert [str(part) for part in (reply.reasoning, reply.text, reply.refusal)] == ["Hm.", "Yes", "No"]
    assert reply.statistics.counts.characters == 3


def test_other_choices_are_alternatives_and_never_mixed_in() -> None:
    reply = known(
        fold(OPENING, [ev.TextDelta(1.0, "a"), ev.TextDelta(1.0, "b", choice=1), ev.TextDelta(1.1, "c")]).reply
    )
    assert (str(reply.text), str(reply.alternatives[1].text)) == ("ac", "b")


def test_call_deltas_build_the_calls_in_order() -> None:
    deltas: list[ev.StreamEvent] = [
        ev.ToolCallDelta(1.0, 0, id="a", name="get", arguments='{"x"'),
        ev.ToolCallDelta(1.1, 1, id="b", name="set"),
        ev.ToolCallDelta(1.2, 0, arguments=":1}"),
    ]
    first, second = fold(OPENING, deltas).turn_calls
    assert (first.server_id, first.name, str(first.arguments), first.state) == (
        "a",
        "get",
        '{"x":1}',
        ToolCallState.WRITING,
    )
    assert (second.name, str(second.arguments)) == ("set", "")
    assert round(first.writing_s, 6) == 0.2


def test_a_failure_before_any_text_is_a_failed_reply_and_after_it_a_cut_one() -> None:
    fault = Fault("server", "Broken.")
    assert known(fold(OPENING, [ev.TurnFailed(1.0, fault)]).reply).state is ReplyState.FAILED
    state = fold(OPENING, words(1.0, "Ha"), [ev.TurnFailed(1.5, fault)])
    assert (known(state.reply).state, known(state.reply).fault, state.phase) == (ReplyState.CUT, fault, Phase.FAILED)


def test_a_reply_that_failed_is_over_before_its_turn_is_and_says_why_once() -> None:
    fault = Fault("cut", "It broke off.")
    state = fold(OPENING, words(1.0, "Ha"), [ev.ToolCallDelta(1.1, 0, id="a"), ev.ReplyFailed(1.5, fault)])
    reply = known(state.reply)
    assert (reply.state, reply.fault, reply.statistics.ended_at) == (ReplyState.CUT, fault, 1.5)
    assert (reply.tool_calls[0].state, state.phase.busy) == (ToolCallState.CUT, True)
    state.apply(ev.TurnFailed(1.6, fault))
    assert (state.phase, state.fault, state.conversation.messages[-1]) == (Phase.FAILED, fault, reply)


def test_a_turn_that_fails_by_another_fault_than_its_reply_tells_both() -> None:
    state = fold(OPENING, [ev.ReplyFailed(1.0, Fault("cut", "It broke off."))])
    state.apply(ev.TurnFailed(1.1, Fault("configuration", "No model.")))
    assert [type(message) for message in state.conversation.messages] == [UserMessage, Reply, Notice]


def test_a_failure_before_the_request_is_a_notice_in_place() -> None:
    state = fold([ev.PromptSubmitted(0.0, "hi"), ev.TurnFailed(0.1, Fault("configuration", "No key."))])
    assert state.conversation.messages[-1] == Notice("No key.", 0.1, Fault("configuration", "No key."), "m1", "m0")


def test_what_an_attempt_told_that_brought_no_text_is_not_of_the_next_one() -> None:
    told: list[ev.StreamEvent] = [
        ev.ModelNamed(0.5, "m-0613"),
        ev.ResponseNamed(0.5, "resp_1"),
        ev.ServerCallReported(0.6, 0, "web_search_call", "ws_1"),
        ev.CitationAdded(0.6, Citation("https://example.org")),
        ev.OutputKept(0.7, ({"type": "reasoning"},)),
        ev.UsageReported(0.8, Usage(5, 7)),
        ev.CostReported(0.8, 0.25, "server"),
        ev.ServerFiguresReported(0.8, {"predicted_ms": 3.0}),
        ev.FinishReported(0.8, "content_filter"),
        ev.RetryScheduled(0.9, 2, 3, 1.0, Fault("server", "Busy.")),
    ]
    again: list[ev.StreamEvent] = [ev.RequestSent(2.0, 2, "m", reply=known(fold(OPENING).reply).id)]
    answer = [*words(2.5, "Hello"), ev.ReplyFinished(2.6), ev.TurnFinished(2.6)]
    retried, straight = known(fold(OPENING, told, again, answer).reply), known(fold(OPENING[:1], again, answer).reply)
    assert retried == straight
    assert retried.statistics.usage is None


def test_a_retry_is_waited_for_until_the_next_request() -> None:
    retry = ev.RetryScheduled(0.5, 2, 3, 6.0, Fault("rate_limit", "Slow down."))
    state = fold(OPENING[:2], [retry])
    assert (state.phase, state.retry) == (Phase.RETRYING, retry)
    state.apply(ev.RequestSent(6.5, 2, "m"))
    assert (state.phase, state.retry, known(state.reply).attempts) == (Phase.CONNECTING, None, 2)
    assert sum(isinstance(message, Reply) for message in state.conversation.messages) == 1


def test_a_stall_is_over_with_the_next_payload() -> None:
    state = fold(OPENING, words(1.0, "a"), [ev.StallNoticed(11.0, 10.0)])
    assert state.stalled_since == 1.0
    state.fold(words(12.0, "b"))
    assert state.stalled_since is None


def test_a_notice_that_comes_while_a_reply_is_open_is_a_part_of_it_and_another_one_a_message() -> None:
    asked, *sent = OPENING
    state = fold([asked, ev.NoticeIssued(0.1, "No tools.")], sent, [ev.NoticeIssued(0.5, "No usage.")], words(1.0, "a"))
    assert [type(message).__name__ for message in state.conversation.messages] == ["UserMessage", "Notice", "Reply"]
    assert [notice.text for notice in known(state.reply).notices] == ["No usage."]
    assert str(known(state.reply).text) == "a"


def test_ids_are_those_that_came_and_else_say_the_place() -> None:
    calls: list[ev.StreamEvent] = [ev.ToolCallDelta(1.0, place, id="same", name="f") for place in (0, 1)]
    other = ev.ToolCallDelta(1.0, 0, name="f", choice=1)
    given = fold([ev.PromptSubmitted(0.0, "hi", "p"), ev.RequestSent(0.1, 1, "m", reply="r")], calls, [other])
    assert [message.id for message in given.conversation.messages] == ["p", "r"]
    assert [call.id for call in given.turn_calls] == ["r.0", "r.1"]
    assert known(given.reply).alternatives[1].tool_calls[0].id == "r/1.0"
    assert [message.id for message in fold(OPENING).conversation.messages] == ["m0", "m1"]


def test_a_reply_that_is_to_go_on_is_asked_for_it_until_its_message_is_asked_again() -> None:
    cut = [*OPENING, *words(1.0, "Half"), ev.TurnFailed(1.5, Fault("cut", "Cut."))]
    state = fold(cut, [ev.ContinuationAsked(2.0, "m1")], OPENING[1:], words(3.0, " done"), [ev.ReplyFinished(4.0)])
    said = [message["content"] for message in state.conversation.request_messages()]
    assert said == ["hi", "Half", Continuation.text, " done"]
    state.apply(ev.TurnRepeated(5.0))
    assert [message["content"] for message in state.conversation.request_messages()] == ["hi"]


def test_totals_hold_the_replies_that_ended_and_the_one_that_runs() -> None:
    one = [*OPENING, *words(1.0, "one two"), ev.UsageReported(1.1, Usage(5, 2)), ev.ReplyFinished(1.2)]
    state = fold(one, [ev.TurnFinished(1.2)], OPENING, words(2.0, "three"))
    totals = state.totals
    assert (totals.replies, totals.words, totals.prompt_tokens, totals.tokens_are_estimated) == (2, 3, 5, True)


def test_calls_that_wait_when_the_turn_is_stopped_are_cut() -> None:
    call = ev.ToolCallDelta(1.0, 0, id="a", name="f")
    state = fold(OPENING, [call, ev.ReplyFinished(1.1), ev.ToolCallStarted(1.2, "m1.0")])
    state.apply(ev.TurnFailed(2.0, Fault("cancelled", "Stopped.")))
    assert (state.turn_calls[0].state, state.phase) == (ToolCallState.CUT, Phase.STOPPED)


texts = st.text(max_size=8)
deltas = st.one_of(
    st.builds(ev.TextDelta, st.just(1.0), texts, st.integers(0, 2)),
    st.builds(ev.ReasoningDelta, st.just(1.0), texts),
    st.builds(ev.RefusalDelta, st.just(1.0), texts),
    st.builds(ev.ToolCallDelta, st.just(1.0), st.integers(0, 2), st.none(), texts, texts),
    st.builds(ev.ChunkReceived, st.just(1.0)),
    st.just(ev.ReplyFinished(1.5)),
    st.just(ev.RequestSent(1.5, 1, "m")),
    st.just(ev.ReplyFailed(1.5, Fault("cut", "Cut."))),
    st.just(ev.TurnFailed(1.6, Fault("cut", "Cut."))),
)


def summary(state: ChatState) -> tuple[object, ...]:
    return (state.conversation, state.phase, state.totals, state.fault, state.retry)


@given(st.lists(deltas, max_size=12), st.lists(deltas, max_size=12))
def test_folding_in_two_parts_is_folding_at_once(first: list[ev.StreamEvent], second: list[ev.StreamEvent]) -> None:
    in_parts = copy.deepcopy(ChatState().fold(OPENING).fold(first)).fold(second)
    assert summary(in_parts) == summary(fold(OPENING, first, second))


def test_waiting_for_the_person_is_not_the_turns_time() -> None:
    call = ev.ToolCallDelta(1.0, 0, "c1", "f", "{}")
    state = fold(OPENING, chunk(1.0, call), [ev.ReplyFinished(1.2)])
    [asked] = known(state.reply).tool_calls
    state.apply(ev.ApprovalAsked(2.0, asked.id))
    assert (state.elapsed_s(50.0), state.waited_s) == (2.0, 0.0)
    state.apply(ev.ToolCallApproved(52.0, asked.id))
    assert (state.elapsed_s(53.0), state.waited_s) == (3.0, 50.0)
    state.apply(ev.TurnFinished(54.0))
    assert state.elapsed_s(99.0) == 4.0


def test_more_notices_than_anybody_reads_are_not_kept() -> None:
    state = fold([ev.PromptSubmitted(0.0, "a")], [ev.NoticeIssued(0.1, f"Notice {number}.") for number in range(500)])
    notices = [message.text for message in state.conversation.messages[1:] if isinstance(message, Notice)]
    assert len(notices) == 100
    assert notices[-2:] == ["Notice 98.", "There was more to say than is kept here; the rest is left out."]
    state.fold([ev.PromptSubmitted(1.0, "b"), ev.NoticeIssued(1.1, "Heard again.")])
    assert state.conversation.messages[-1] == Notice("Heard again.", 1.1, id="m102")

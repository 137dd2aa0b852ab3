"""About how many tokens the next request has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from streamtui.core.chat import events as ev
from streamtui.core.chat.sent_size import SentSize
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.usage import Usage
from tests.core.text.test_token_estimate import PROSE


def turn(prompt: str, answer: str, usage: Usage | None = None) -> list[ev.StreamEvent]:
    told = [ev.UsageReported(0.3, usage)] if usage is not None else []
    return [
        ev.PromptSubmitted(0.0, prompt),
        ev.RequestSent(0.1, 1, "m"),
        ev.TextDelta(0.2, answer),
        *told,
        ev.ReplyFinished(0.4),
        ev.TurnFinished(0.4),
    ]


def size(size: SentSize, state: ChatState, draft: str = "") -> int:
    return size.of(state.conversation, state.ratio_of("m"), draft)


def test_nothing_is_sent_where_nothing_is_said() -> None:
    assert size(SentSize(), ChatState()) == 0
    assert size(SentSize(), ChatState(), PROSE) == pytest.approx(101 + 4, rel=0.05)


def test_it_grows_with_what_is_said_and_written_and_shrinks_with_what_is_left_out() -> None:
    sent, state = SentSize(), ChatState().fold(turn(PROSE, PROSE))
    both = size(sent, state)
    assert both == pytest.approx(2 * 105, rel=0.05)
    assert size(sent, state, PROSE) == pytest.approx(3 * 105, rel=0.05)
    state.apply(ev.MessageLeftOut(0.5, "m1"))
    assert size(sent, state) == pytest.approx(both / 2, rel=0.05)
    state.apply(ev.MessageLeftOut(0.6, "m1", left_out=False))
    assert size(sent, state) == both


def test_what_the_server_counted_corrects_it() -> None:
    sent, state = SentSize(), ChatState().fold(turn(PROSE, PROSE, Usage(500, 101)))
    assert size(sent, state) == pytest.approx(500 + 105, rel=0.02)
    state.apply(ev.MessageLeftOut(0.5, "m0"))
    assert size(sent, state) == pytest.approx(500, rel=0.02)


def test_tools_count_before_the_server_has_counted_them_and_as_they_are_switched() -> None:
    def tool(name: str) -> dict[str, Any]:
        return {"type": "function", "function": {"name": name, "description": PROSE, "parameters": {}}}

    def begun(state: ChatState) -> int:
        return sent.of(state.conversation, state.ratio_of("m"), "", None)

    def of(state: ChatState, *names: str) -> int:
        return sent.of(state.conversation, state.ratio_of("m"), "", [tool(name) for name in names])

    sent, state = SentSize(), ChatState()
    assert of(state, "look") == 0
    state.fold(turn(PROSE, PROSE))
    assert of(state) == pytest.approx(210, rel=0.05)
    one = of(state, "look") - of(state)
    assert one == pytest.approx(101, rel=0.3)
    assert of(state, "look", "see") == pytest.approx(210 + 2 * one, rel=0.05)
    sent, state = SentSize(), ChatState().fold(turn(PROSE, PROSE, Usage(500, 101)))
    assert begun(state) == pytest.approx(210, rel=0.05)
    assert of(state, "look", "see") == pytest.approx(605, rel=0.02)  # the server counted them, too
    assert of(state, "look") == pytest.approx(605 - one, rel=0.05)
    sent, state = SentSize(), ChatState().fold(turn(PROSE, PROSE, Usage(110, 101)))
    assert of(state, "look", "see") == pytest.approx(211, rel=0.05)  # of a server that describes none to its model
    assert of(state) == pytest.approx(211, rel=0.05)


def test_a_reply_that_comes_counts_as_far_as_it_is() -> None:
    sent, state = SentSize(), ChatState().fold(turn("Hi", PROSE)[:3])
    assert size(sent, state) == pytest.approx(101 + 5, rel=0.1)


def test_a_message_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []

    def texts(message: Mapping[str, Any]) -> list[str]:
        counted.append(message["content"])
        return ["word"]

    monkeypatch.setattr("streamtui.core.chat.sent_size.texts_of", texts)
    sent, state = SentSize(), ChatState()
    for number in range(20):
        state.fold(turn(f"prompt {number}", f"answer {number}"))
        size(sent, state)
        size(sent, state)
    assert len(counted) == len(set(counted)) == 40


def test_a_long_draft_costs_no_more_than_a_short_one() -> None:
    assert size(SentSize(), ChatState(), PROSE * 10_000) == pytest.approx(1_010_000, rel=0.1)


def test_a_long_draft_of_many_kinds_is_not_taken_for_its_beginning() -> None:
    prose, chinese, code = (
        PROSE * 12,
        "今天天气很好，我们去公园散步吧。" * 400,
        "    if self.x[i] != {0: [y_1]}:\n" * 300,
    )
    for draft in (prose + chinese, chinese + prose, prose + code, code + prose + chinese):
        counted = size(SentSize(), ChatState().fold([ev.PromptSubmitted(0.0, draft)]))
        assert len(draft) > 8192
        assert size(SentSize(), ChatState(), draft) == pytest.approx(counted, rel=0.15)


def test_of_a_conversation_whose_first_messages_come_late_each_counts_once() -> None:
    answers = [turn(PROSE, PROSE, Usage(4000, 100, 4100)) for _ in range(3)]
    named = [
        replace(event, reply=f"r{number}") if isinstance(event, ev.RequestSent) else event
        for number, events in enumerate(answers)
        for event in events
    ]
    sent, whole = SentSize(), ChatState().fold(named)
    size(sent, ChatState().fold(named[-len(answers[-1]) :]))
    assert size(sent, whole) == size(SentSize(), whole)


def test_what_was_left_out_after_the_server_counted_it_counts_no_more_at_the_next_start() -> None:
    long, state = PROSE * 20, ChatState()
    counted = size(SentSize(), ChatState().fold(turn(long, "")))
    sent = SentSize()
    state.fold(turn(long, "Yes.", Usage(counted + 30, 2, counted + 32)))
    size(sent, state)
    state.apply(ev.MessageLeftOut(1.0, state.conversation.messages[0].id))
    assert size(SentSize(), state) == size(sent, state) < counted / 10
    state.fold(turn("And?", "No.", Usage(50, 2, 52)))
    assert size(SentSize(), state) == size(sent, state)

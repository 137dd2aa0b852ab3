"""A condensed conversation is the same conversation."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given

from streamtui.core.chat import events as ev
from streamtui.core.chat.codec import decode, encode
from streamtui.core.chat.condensed import Condenser, condensed
from streamtui.core.chat.events import ReplyKept, StreamEvent
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.storage.recordings.forms import read_stream
from tests.core.playback.test_playback import conversations
from tests.recorded import RECORDINGS

FIGURES = (
    "completion_tokens",
    "tokens_are_estimated",
    "token_band",
    "payload_chunks",
    "course",
    "ttft_s",
    "prefill_rate",
    "duration_s",
    "tpot_s",
    "decode_rate",
    "overall_rate",
)


def kept_of(events: list[StreamEvent]) -> list[StreamEvent]:
    """What is kept of a conversation, through its form on the disk."""
    state, condenser, kept = ChatState(), Condenser(), list[StreamEvent]()
    for event in events:
        state.apply(event)
        kept += condenser.kept(event, state)
    since = events[0].at
    return [decode(encode(event, since), since) for event in condensed(kept)]


def seen(reply: Reply) -> dict[str, Any]:
    """All that is shown of a reply."""
    statistics = reply.statistics
    plain = {field.name: getattr(reply, field.name) for field in fields(reply) if field.name != "statistics"}
    figures = {name: getattr(statistics, name) for name in FIGURES}
    figures["second_token_s"] = round(statistics.second_token_s or 0.0, 6)
    instants = {
        field.name: getattr(statistics, field.name)
        for field in fields(statistics)
        if field.name.endswith("_at") or field.name in ("usage", "cost_usd", "server_figures", "chunks")
    }
    gaps = [round(gap_s, 6) for gap_s in statistics.gaps_s]
    return {**plain, **figures, **instants, "gaps": gaps, "counts": statistics.settled[1]}


def shown(state: ChatState) -> list[Any]:
    """All that is shown of a chat."""
    messages = [seen(message) if isinstance(message, Reply) else message for message in state.conversation.messages]
    rest = (state.phase, state.model, state.url, state.fault, state.retry, state.stalled_since, state.waited_s)
    turn = (state.turn_started_at, state.turn_ended_at, state.totals)
    return [state.conversation.system, state.conversation.parameters, messages, rest, turn]


@given(events=conversations())
def test_what_is_kept_of_any_conversation_folds_to_the_same(events: list[StreamEvent]) -> None:
    assert shown(ChatState().fold(kept_of(events))) == shown(ChatState().fold(events))


@pytest.mark.parametrize("name", ["calls", "quicksort", "retry"])
def test_what_is_kept_of_a_recording_folds_to_the_same_with_one_event_for_each_that_is_over(name: str) -> None:
    [lane] = read_stream(RECORDINGS / f"{name}.jsonl").lanes
    events = list(lane.events)
    kept = kept_of(events)
    assert shown(ChatState().fold(kept)) == shown(ChatState().fold(events))
    messages = ChatState().fold(events).conversation.messages
    over = [message for message in messages if isinstance(message, Reply) and message.state is not ReplyState.OPEN]
    assert sum(isinstance(event, ReplyKept) for event in kept) == len(over)
    assert ChatState().fold(kept).conversation.request_messages() == (
        ChatState().fold(events).conversation.request_messages()
    )


def test_what_the_person_sets_while_a_reply_comes_is_kept() -> None:
    events: list[StreamEvent] = [
        ev.PromptSubmitted(0.0, "Hi"),
        ev.RequestSent(0.1, 1, "model"),
        ev.TextDelta(0.2, "Hello"),
        ev.ParametersChanged(0.3, {"temperature": 0.2}),
        ev.SystemPromptChanged(0.4, "Be brief."),
        ev.ReplyFinished(0.5),
        ev.TurnFinished(0.5),
    ]
    assert shown(ChatState().fold(kept_of(events))) == shown(ChatState().fold(events))
    assert len(kept_of(events)) == 5

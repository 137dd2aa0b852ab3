"""Laws of going back and forth: wherever one is, and however one came there, the state is the fold of what was."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamtui.core.chat import events as ev
from streamtui.core.chat.citation import Citation
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault
from streamtui.core.playback import playback as playback_module
from streamtui.core.playback.keyframes import keyframe
from streamtui.core.playback.playback import Playback
from streamtui.core.text.growing_text import GrowingText
from streamtui.core.text.text_counts import TextCounts
from streamtui.core.text.token_estimate import TokenCounts

PIECES = st.sampled_from(["", "a ", "Hi. ", "```py\n", "\n\n", "né", "\r\n", '{"a": ', "1}"])
CALLS = st.sampled_from(["m1.0", "m1.1", "m2.0", "m3.0", "nobody.7"])
STATES = st.sampled_from(["in_progress", "completed", "failed"])
FAULT = Fault("cut", "It broke off.")
EVENTS = st.one_of(
    st.builds(ev.PromptSubmitted, st.just(0.0), PIECES),
    st.builds(ev.ContinuationAsked, st.just(0.0), st.just("m1")),
    st.builds(ev.TurnRepeated, st.just(0.0)),
    st.builds(ev.BranchTaken, st.just(0.0)),
    st.builds(ev.MessageLeftOut, st.just(0.0), st.sampled_from(["m0", "m1", "m2"]), st.booleans()),
    st.builds(ev.RequestSent, st.just(0.0), st.integers(1, 2), st.just("model")),
    st.builds(ev.ResponseStarted, st.just(0.0), st.sampled_from([200, 429])),
    st.builds(ev.RetryScheduled, st.just(0.0), st.just(2), st.just(3), st.just(1.0), st.just(FAULT)),
    *[st.builds(ev.TextDelta, st.just(0.0), PIECES, st.sampled_from([0, 0, 0, 1]))] * 3,
    st.builds(ev.ReasoningDelta, st.just(0.0), PIECES),
    st.builds(ev.RefusalDelta, st.just(0.0), PIECES),
    *[st.builds(ev.ToolCallDelta, st.just(0.0), st.integers(0, 1), st.none(), PIECES, PIECES)] * 2,
    *[st.builds(ev.ChunkReceived, st.just(0.0))] * 2,
    st.builds(ev.ItemKept, st.just(0.0), st.just({"extra": {"a": 1}}), st.integers(0, 1)),
    st.builds(ev.UsageReported, st.just(0.0), st.just(Usage(3, 40))),
    st.builds(ev.FinishReported, st.just(0.0), st.just("stop")),
    st.builds(ev.StallNoticed, st.just(0.0), st.just(1.0)),
    st.builds(ev.NoticeIssued, st.just(0.0), PIECES),
    st.builds(ev.ApprovalAsked, st.just(0.0), CALLS),
    st.builds(ev.ToolCallApproved, st.just(0.0), CALLS),
    st.builds(ev.ToolCallStarted, st.just(0.0), CALLS),
    st.builds(ev.ToolCallFinished, st.just(0.0), CALLS, PIECES),
    st.builds(ev.ToolCallRepeated, st.just(0.0), CALLS, PIECES),
    st.builds(ev.SystemPromptChanged, st.just(0.0), PIECES),
    st.builds(ev.ReplyFinished, st.just(0.0)),
    st.builds(ev.ReplyFailed, st.just(0.0), st.just(FAULT)),
    st.builds(ev.TurnFinished, st.just(0.0)),
    st.builds(ev.TurnFailed, st.just(0.0), st.just(FAULT)),
)
DELTAS = st.one_of(
    st.builds(ev.TextDelta, st.just(0.0), PIECES, st.sampled_from([0, 0, 0, 1])),
    st.builds(ev.ReasoningDelta, st.just(0.0), PIECES),
    st.builds(ev.RefusalDelta, st.just(0.0), PIECES),
    st.builds(ev.ToolCallDelta, st.just(0.0), st.integers(0, 1), st.none(), PIECES, PIECES),
    st.builds(ev.ServerCallReported, st.just(0.0), st.integers(0, 1), state=STATES, text=PIECES),
    st.builds(ev.CitationAdded, st.just(0.0), st.builds(Citation, PIECES, PIECES)),
)
_OF_ITS_OWN = ("_sorted_gaps_s",)
"""Read on demand, from what is compared."""


@st.composite
def streams(draw: st.DrawFn) -> list[ev.StreamEvent]:
    """Events a quarter of a second apart, a conversation that began."""
    drawn: list[Any] = draw(st.lists(EVENTS, min_size=4, max_size=60))
    begun = [ev.PromptSubmitted(0.0, "Hi"), ev.RequestSent(0.0, 1, "model"), *drawn]
    return [type(event)(**{**_fields(event), "at": number / 4}) for number, event in enumerate(begun)]


@st.composite
def conversations(draw: st.DrawFn) -> list[ev.StreamEvent]:
    """Turns as sessions make them: retries, replies in any order of pieces, calls that are run, ends of all kinds."""
    drawn: list[Any] = []
    for turn in range(draw(st.integers(1, 4))):
        drawn.append(ev.PromptSubmitted(0.0, "Hi", f"p{turn}") if turn < 2 else ev.TurnRepeated(0.0))
        for request in range(draw(st.integers(1, 2))):
            name = f"r{turn}{request}"
            drawn.append(ev.RequestSent(0.0, 1, "model", reply=name))
            if draw(st.booleans()):
                drawn += [ev.RetryScheduled(0.0, 2, 3, 1.0, FAULT), ev.RequestSent(0.0, 2, "model", reply=name)]
            drawn.append(ev.ResponseStarted(0.0))
            for delta in draw(st.lists(DELTAS, max_size=8)):
                drawn += [ev.ChunkReceived(0.0), delta]
            drawn += draw(st.sampled_from([[], [ev.FinishReported(0.0, "stop"), ev.UsageReported(0.0, Usage(3, 40))]]))
            if request or draw(st.booleans()):
                break
            drawn.append(ev.ReplyFinished(0.0))
            for call in (f"{name}.0", f"{name}.1"):
                drawn += [ev.ToolCallStarted(0.0, call), ev.ToolCallFinished(0.0, call, "391")]
        drawn += draw(st.sampled_from([[ev.ReplyFinished(0.0), ev.TurnFinished(0.0)], [ev.TurnFailed(0.0, FAULT)]]))
    return [type(event)(**{**_fields(event), "at": number / 4}) for number, event in enumerate(drawn)]


def _fields(event: ev.StreamEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__struct_fields__}


def said(value: Any) -> Any:
    """All that a value holds, to be compared."""
    if isinstance(value, GrowingText):
        return (str(value), value.cursor, value.since(max(0, value.cursor - 2)), len(value))
    if isinstance(value, TextCounts):
        return (value.words, value.sentences, value.characters, value.code_blocks)
    if isinstance(value, TokenCounts):
        return value.tokens
    if isinstance(value, list | tuple):
        return [said(one) for one in value]
    if isinstance(value, dict):
        return {name: said(one) for name, one in value.items()}
    if isinstance(value, Enum):
        return value
    if is_dataclass(value):
        names = [field.name for field in fields(value) if field.name not in _OF_ITS_OWN]
        return (type(value).__name__, {name: said(getattr(value, name)) for name in names})
    return {name: said(one) for name, one in vars(value).items()} if hasattr(value, "__dict__") else value


@pytest.fixture(autouse=True)
def keyframes_close_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playback_module, "_APART", 3)
    monkeypatch.setattr(playback_module, "_APART_A_MESSAGE", 1)


@settings(max_examples=60)
@given(streams() | conversations(), st.lists(st.integers(0, 62), min_size=1, max_size=8))
def test_after_any_walk_the_state_is_the_fold_of_the_events_up_to_there(
    events: list[ev.StreamEvent], walk: list[int]
) -> None:
    playback = Playback(events)
    for place in walk:
        playback.seek(place)
        assert playback.index == min(place, len(events))
        folded = ChatState().fold(events[: playback.index])
        assert said(playback.state) == said(folded)
        assert said(playback.state.totals) == said(folded.totals)
        assert playback.state.elapsed_s(20.0) == folded.elapsed_s(20.0)


@settings(max_examples=30)
@given(streams(), st.data())
def test_a_copy_stays_what_it_is_when_the_state_goes_on(events: list[ev.StreamEvent], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(events)))
    state = ChatState().fold(events[:cut])
    frame = keyframe(state)
    state.fold(events[cut:])
    assert said(frame) == said(ChatState().fold(events[:cut]))


def test_messages_calls_and_texts_stay_the_same_objects_where_the_state_goes_back() -> None:
    deltas = [ev.ToolCallDelta(1.0 + n, 0, "c", name="sum" if not n else "", arguments="[1") for n in range(9)]
    events: list[ev.StreamEvent] = [ev.PromptSubmitted(0.0, "Hi"), ev.RequestSent(0.5, 1, "m"), *deltas]
    playback = Playback([*events, ev.TextDelta(11.0, "Hi"), ev.ReplyFinished(12.0)])
    playback.seek(len(playback.events))
    messages = playback.state.conversation.messages
    reply = messages[1]
    assert isinstance(reply, Reply)
    call, arguments = reply.tool_calls[0], reply.tool_calls[0].arguments
    playback.seek(6)
    assert playback.state.conversation.messages is messages
    assert messages[1] is reply is playback.state.reply
    assert reply.tool_calls[0] is call
    assert call.arguments is arguments
    assert str(arguments) == "[1" * 4


@given(st.lists(PIECES), st.lists(PIECES), st.lists(PIECES))
def test_twins_of_a_text_go_apart_where_something_else_is_said(
    said_by_both: list[str], one: list[str], other: list[str]
) -> None:
    text = GrowingText()
    for piece in said_by_both:
        text.append(piece)
    twin = text.twin()
    for piece in one:
        text.append(piece)
    for piece in other:
        twin.append(piece)
    assert str(text) == "".join([*said_by_both, *one])
    assert str(twin) == "".join([*said_by_both, *other])
    assert twin.since(0) == str(twin)

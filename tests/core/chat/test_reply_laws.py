"""Laws of reading: cuts change nothing, of bytes, of content or of deltas."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from streamtui.core.chat.events import (
    ChunkReceived,
    ReasoningDelta,
    RefusalDelta,
    ReplyFinished,
    RequestSent,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
)
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.words.reply_line import reply_line
from tests.core.wire.streams import chunk, events_of, reply_of, stream


def pieces(alphabet: str) -> st.SearchStrategy[str]:
    words = st.sampled_from([*alphabet, "<think>", "</think>", "```", "Mr. "])
    return st.lists(words, max_size=8).map("".join)


PIECES = pieces("aé .<>\n`")
RAW_PIECES = pieces("aé .<>\n`\ud83d\ude00")
DELTAS = st.one_of(
    st.builds(lambda piece: {"content": piece}, RAW_PIECES),
    st.builds(lambda piece: {"reasoning": piece}, RAW_PIECES),
    st.builds(lambda piece: {"refusal": piece}, RAW_PIECES),
    st.builds(lambda piece: {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}, RAW_PIECES),
)
EVENTS = st.one_of(
    st.builds(TextDelta, st.just(1.0), PIECES, st.integers(0, 1)),
    st.builds(ReasoningDelta, st.just(1.0), PIECES, st.integers(0, 1)),
    st.builds(RefusalDelta, st.just(1.0), PIECES, st.integers(0, 1)),
    st.builds(ToolCallDelta, st.just(1.0), st.integers(0, 2), name=PIECES, arguments=PIECES),
    st.builds(ChunkReceived, st.just(1.0)),
)


def reply_after(events: list[StreamEvent]) -> Reply:
    reply = ChatState().fold([RequestSent(0.0, 1, "m"), *events, ReplyFinished(2.0)]).reply
    assert reply is not None
    return reply


@given(deltas=st.lists(DELTAS), cuts=st.lists(st.integers(0, 400)))
def test_packets_change_nothing(deltas: list[dict[str, Any]], cuts: list[int]) -> None:
    body = stream(*map(chunk, deltas))
    ends = sorted(min(cut, len(body)) for cut in cuts)
    packets = [body[start:end] for start, end in zip([0, *ends], [*ends, len(body)], strict=True)]
    assert events_of(packets) == events_of([body])


@given(pieces=st.lists(RAW_PIECES))
def test_pieces_of_content_give_what_the_whole_gives(pieces: list[str]) -> None:
    cut, whole = (reply_of(stream(*(chunk({"content": p}) for p in ps))) for ps in (pieces, ["".join(pieces)]))
    assert (str(cut.reasoning), str(cut.text)) == (str(whole.reasoning), str(whole.text))


@given(events=st.lists(EVENTS, min_size=1), data=st.data())
def test_cutting_a_delta_in_two_changes_nothing(events: list[StreamEvent], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(events) - 1))
    cut = events[at]
    halves = [cut]
    if not isinstance(cut, ChunkReceived):
        name = "arguments" if isinstance(cut, ToolCallDelta) else "text"
        whole = getattr(cut, name)
        middle = data.draw(st.integers(0, len(whole)))
        rest: dict[str, Any] = {name: whole[middle:], **({"name": ""} if isinstance(cut, ToolCallDelta) else {})}
        first: dict[str, Any] = {name: whole[:middle]}
        halves = [replace(cut, **first), replace(cut, **rest)]
    assert reply_line(reply_after([*events[:at], *halves, *events[at + 1 :]])) == reply_line(reply_after(events))

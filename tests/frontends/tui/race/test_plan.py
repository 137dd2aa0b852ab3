"""What is kept of a contestant's events, so that its reply can become a part of the chat."""

from __future__ import annotations

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.frontends.tui.race.plan import worth_keeping
from tests.core.wire.streams import chunk, cut_at_random, stream


def test_the_reply_is_the_same_without_the_bytes_that_it_came_in() -> None:
    decoder = chat_decoder()
    events: list[ev.StreamEvent] = [ev.PromptSubmitted(0.0, "Why?"), ev.RequestSent(0.1, 1, "m")]
    for number, packet in enumerate(cut_at_random(stream(*(chunk({"content": f"{n} "}) for n in range(200))), seed=1)):
        events += [ev.BytesReceived(float(number), packet), *decoder.feed(packet, float(number))]
    kept = [left for event in events for left in worth_keeping(event)]
    assert not any(isinstance(event, ev.BytesReceived) for event in kept)
    assert not any(isinstance(event, ev.ChunkReceived) and event.size for event in kept)
    assert ChatState().fold(kept).conversation == ChatState().fold(events).conversation

"""What is too much for a reply ends it with a sentence, and what came before is kept."""

from __future__ import annotations

import pytest

from streamtui.core.chat.conversation import Reply, ReplyState
from streamtui.core.wire import bounds
from tests.core.wire.streams import chunk, cut_at_random, reply_of, sse

HI = sse(chunk({"content": "Hi"}))


def ended_by(reply: Reply) -> str:
    """The sentence that ended it."""
    assert str(reply.text) == "Hi"
    assert reply.state is ReplyState.CUT
    assert reply.fault is not None
    assert reply.fault.kind == "malformed"
    return reply.fault.message


@pytest.mark.parametrize(
    "flood",
    [b"data: " + b"a" * 3000, b"a" * 3000, b"data: aaaa\n" * 600, b"aaaa aaaa\n" * 600],
)
def test_an_event_without_an_end(monkeypatch: pytest.MonkeyPatch, flood: bytes) -> None:
    monkeypatch.setattr(bounds, "EVENT", 2000)
    for packets in (cut_at_random(HI + flood, 7), [HI + flood + b"\n\n" + HI]):
        said = ended_by(reply_of(*packets))
        assert "sent an event of more than 16 MiB, which no answer needs; what arrived is kept" in said


def test_many_events_are_not_one_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "EVENT", 2000)
    reply = reply_of(HI * 500, b"data: [DONE]\n\n")
    assert len(reply.text) == 1000
    assert reply.state is ReplyState.COMPLETE

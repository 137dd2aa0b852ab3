"""What is too much for a reply ends it with a sentence, and what came before is kept."""

from __future__ import annotations

from typing import Any

import pytest

from streamtui.core.chat.reply import Reply, ReplyState
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
    for packets in (cut_at_random(HI + flood, 7), [HI + flood, b"\n\n" + HI]):
        said = ended_by(reply_of(*packets))
        assert "sent an event of more than 16 MiB, which no answer needs; what arrived is kept" in said


def test_many_events_are_not_one_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "EVENT", 2000)
    reply = reply_of(HI * 500, b"data: [DONE]\n\n")
    assert len(reply.text) == 1000
    assert reply.state is ReplyState.COMPLETE


def call(**fields: Any) -> dict[str, Any]:
    """A chunk with a piece of a call."""
    function = {name: fields.pop(name) for name in ("name", "arguments") if name in fields}
    return chunk({"tool_calls": [{"function": function, **fields}]})


@pytest.mark.parametrize(
    ("flood", "what"),
    [
        ([call(index=number, id=f"{number}", name="f") for number in range(1100)], "more than 1,000 calls"),
        ([call(index=0, name="f" * 99 + str(number)) for number in range(20)], "a name of more than 1,000 characters"),
        ([call(index=0, id="a" * 2000, name="f")], "an id of more than 1,000 characters"),
        ([{"choices": [{"index": number, "delta": {"content": "a"}}]} for number in range(1, 200)], "than 128 choices"),
    ],
    ids=["calls", "name", "id", "choices"],
)
def test_more_than_a_reply_has(flood: list[Any], what: str) -> None:
    assert f"{what}, which no answer needs" in ended_by(reply_of(HI, sse(*flood)))


def test_an_id_for_every_piece_is_remembered_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "IDS", 10)
    pieces = [call(index=0, id=f"{number}", name="f" if not number else "", arguments="1") for number in range(50)]
    reply = reply_of(sse(*pieces), b"data: [DONE]\n\n")
    assert [(one.server_id, str(one.arguments)) for one in reply.tool_calls] == [("0", "1" * 50)]


def test_words_that_the_server_makes_up_are_cut() -> None:
    reply = reply_of(sse({**chunk({"content": "Hi"}, finish="f" * 5000), "model": "m" * 5000}), b"data: [DONE]\n\n")
    assert (len(reply.served_model), len(reply.finish_reason or "")) == (1000, 1000)

"""Any value at any place of a chunk: the reply still has one end, and can be kept, counted and told."""

from __future__ import annotations

import random

import pytest

from streamtui.core.chat.reply import ReplyState
from streamtui.core.words.reply_figures import figures_of
from tests.core.wire.streams import DONE, reply_of, stream
from tests.fuzz.streams import check
from tests.fuzz.structured import CHUNK, ODD, places, with_odd


@pytest.mark.parametrize("path", list(places(CHUNK)), ids=lambda path: ".".join(map(str, path)))
def test_a_reply_outlives_any_value_at_any_place(path: tuple[str | int, ...]) -> None:
    for odd in ODD:
        body = stream({"choices": [{"index": 0, "delta": {"content": "a"}}]}).removesuffix(DONE)
        body += b"data: " + with_odd(path, odd) + b"\n\n" + DONE
        check(body, random.Random(0))
        reply = reply_of(body)
        assert str(reply.text).startswith("a")
        assert reply.state is not ReplyState.OPEN
        assert figures_of(reply)


def test_a_chunk_with_a_tab_or_a_nul_inside_of_a_string_is_read() -> None:
    reply = reply_of(b'data: {"choices": [{"index": 0, "delta": {"content": "a\tb\x00c"}}]}\n\n' + stream())
    assert (str(reply.text), reply.state) == ("a\tb\x00c", ReplyState.COMPLETE)


def test_a_number_too_long_to_be_parsed_makes_its_chunk_malformed_and_no_other() -> None:
    body = stream({"choices": [{"index": 0, "delta": {"content": "a"}}]})
    reply = reply_of(b'data: {"created": ' + b"9" * 5000 + b"}\n\n" + body)
    assert str(reply.text) == "a"
    assert reply.fault is not None
    assert reply.fault.kind == "malformed"

"""A reply that begins a key again and again costs twice as much where it is twice as long, and goes on being shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from streamtui.core.chat.events import BytesReceived, StreamEvent, TextDelta
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.text.secrets import HEAD, Secrets
from streamtui.core.wire.masked_chunk import spelled
from streamtui.core.wire.masked_reply import MaskedReply
from tests.core.wire.streams import chunk, sse
from tests.cost.patterns import Matcher
from tests.cost.steps import steps

pytestmark = pytest.mark.one_python

KEY = "QX7/ZK9-WJ4_VH8+YF6="
PIECES: dict[str, Callable[[int], Sequence[str]]] = {
    "first characters": lambda n: [KEY[:HEAD]] * n,
    "keys that follow on each other": lambda n: [KEY[:HEAD], *[KEY[HEAD:] + KEY[:HEAD]] * n],
}


def handed_over(pieces: Sequence[str]) -> list[StreamEvent]:
    """Before the reply ends."""
    decoder = chat_decoder()
    reply = MaskedReply(Secrets(KEY), decoder.taken)
    reads = [sse(chunk({"content": piece})) for piece in pieces]
    return [event for read in reads for event in reply.feed([BytesReceived(0.0, read), *decoder.feed(read, 0.0)])]


@pytest.mark.parametrize("name", PIECES)
def test_what_is_decided_does_not_wait_for_what_begins_behind_it(name: str) -> None:
    pieces = PIECES[name](50)
    shown = "".join(event.text for event in handed_over(pieces) if isinstance(event, TextDelta))
    assert len(shown) > 0.9 * len("".join(pieces))
    assert KEY not in shown


@pytest.mark.parametrize("name", PIECES)
def test_the_cost_grows_with_the_reply(name: str) -> None:
    fewer, more = (steps(lambda size=size: handed_over(PIECES[name](size))) for size in (100, 200))  # type: ignore[misc]
    assert more < 2.4 * fewer


def test_what_waits_keeps_only_the_pieces_of_the_key_that_is_open() -> None:
    decoder = chat_decoder()
    reply = MaskedReply(Secrets(KEY), decoder.taken)
    read = sse(chunk({"content": KEY[:HEAD]}))
    for _ in range(50):
        reply.feed([BytesReceived(0.0, read), *decoder.feed(read, 0.0)])
    assert {len(open_one.parts) for open_one in reply._open.values()} == {1}


def test_each_way_to_spell_a_piece_is_tried_once() -> None:
    pattern = re.compile(spelled("a" * 16).decode() + "!")
    assert Matcher(pattern).steps("a" * 16) < 2000

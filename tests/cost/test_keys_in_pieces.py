"""A reply that begins a key again and again costs twice as much where it is twice as long."""

from __future__ import annotations

import re

from streamtui.core.chat.events import BytesReceived
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.text.secrets import HEAD, Secrets
from streamtui.core.wire.masked_reply import MaskedReply, _spelled
from tests.core.wire.streams import chunk, sse
from tests.cost.patterns import Matcher

KEY = "QX7/ZK9-WJ4_VH8+YF6="


def test_what_waits_keeps_only_the_pieces_of_the_key_that_is_open() -> None:
    decoder = chat_decoder()
    reply = MaskedReply(Secrets(KEY), decoder.taken)
    read = sse(chunk({"content": KEY[:HEAD]}))
    for _ in range(50):
        reply.feed([BytesReceived(0.0, read), *decoder.feed(read, 0.0)])
    assert {len(open_one.parts) for open_one in reply._open.values()} == {1}


def test_each_way_to_spell_a_piece_is_tried_once() -> None:
    pattern = re.compile(_spelled("a" * 16).decode() + "!")
    assert Matcher(pattern).steps("a" * 16) < 2000

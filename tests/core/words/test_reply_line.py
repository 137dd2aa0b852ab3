"""A reply as a line for programs."""

from __future__ import annotations

import json

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.words.reply_line import reply_line
from tests.known import known


def test_a_time_has_no_more_digits_than_a_clock() -> None:
    at = 40_321.123456
    state = ChatState().fold(
        [
            ev.RequestSent(at, 1, "m"),
            ev.ChunkReceived(at + 0.0326),
            ev.TextDelta(at + 0.0326, "Hi"),
            ev.ChunkReceived(at + 0.7),
            ev.TextDelta(at + 0.7, " you"),
            ev.ReplyFinished(at + 0.7),
        ]
    )
    told = json.loads(reply_line(known(state.reply)))["statistics"]
    assert (told["ttft_s"], told["duration_s"]) == (0.0326, 0.7)

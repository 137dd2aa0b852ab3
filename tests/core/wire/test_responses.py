"""Every recorded stream of the Responses API gives the reply that an independent accumulator found in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streamtui.core.chat.reply import ReplyState
from streamtui.core.chat.server_calls import CUSTOM
from streamtui.core.chat.usage import Usage
from tests.core.wire.streams import cut_at_random, reply_of
from tests.paths import WIRE

STREAMS = sorted((WIRE / "responses").glob("*.sse"))


def test_the_recorded_streams_are_there() -> None:
    if not STREAMS:
        pytest.skip(f"no recorded responses in {WIRE}; set STREAMTUI_WIRE_DIR to a folder that has some")
    assert len(STREAMS) >= 100


@pytest.mark.parametrize("stream", STREAMS, ids=lambda path: path.stem)
def test_a_recorded_response_gives_its_reply_however_it_is_cut(stream: Path) -> None:
    body = stream.read_bytes()
    expected = json.loads(stream.with_suffix(".expected.json").read_text())
    [choice] = expected["choices"]
    wanted = [(call["id"], call["name"], call["arguments"]) for call in choice.get("tool_calls", ())]
    for packets in ([body], cut_at_random(body, seed=1)):
        reply = reply_of(*packets)
        assert str(reply.text) == (choice.get("content") or "")
        assert str(reply.reasoning) == (choice.get("reasoning") or "")
        ran = [(call.call_id, call.name, str(call.text)) for call in reply.server_calls if call.kind == CUSTOM]
        assert [*ran, *((call.server_id, call.name, str(call.arguments)) for call in reply.tool_calls)] == wanted
        assert reply.statistics.usage == (Usage(**expected["tokens"]) if expected["tokens"] else None)
        failed = expected["status"] == "failed"
        assert (reply.state is ReplyState.COMPLETE, reply.fault is not None) == (not failed, failed)
        if expected["status"] == "incomplete":
            assert reply.finish_reason == "length"
        elif not failed:
            assert reply.finish_reason == ("tool_calls" if len(wanted) > len(ran) else "stop")

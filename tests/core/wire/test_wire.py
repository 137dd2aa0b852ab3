"""Every recorded stream of real servers gives the reply that an independent accumulator found in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from streamtui.core.chat.reply import Choice, ReplyState
from streamtui.core.chat.usage import Usage
from tests.core.wire.streams import cut_at_random, reply_of
from tests.paths import WIRE

STREAMS = sorted((WIRE / "chat").glob("*.sse"))


def test_the_recorded_streams_are_there() -> None:
    if not STREAMS:
        pytest.skip(f"no recorded streams in {WIRE}; set STREAMTUI_WIRE_DIR to a folder that has some")
    assert len(STREAMS) >= 100


def assert_choice_is(choice: Choice, expected: dict[str, Any]) -> None:
    content, reasoning = expected.get("content") or "", expected.get("reasoning") or ""
    if content.startswith("<think>"):
        reasoning, _, content = content.removeprefix("<think>").partition("</think>")
    assert str(choice.text) == content
    assert str(choice.reasoning) == reasoning
    assert str(choice.refusal) == (expected.get("refusal") or "")
    calls = [{"id": call.server_id, "name": call.name, "arguments": str(call.arguments)} for call in choice.tool_calls]
    assert calls == (expected.get("tool_calls") or [])
    assert choice.finish_reason == expected["finish_reason"]


def expected_usage(reported: dict[str, Any] | None) -> Usage | None:
    if reported is None:
        return None
    return Usage(
        prompt_tokens=reported["prompt_tokens"],
        completion_tokens=reported["completion_tokens"],
        total_tokens=reported["total_tokens"],
        cached_tokens=(reported.get("prompt_tokens_details") or {}).get("cached_tokens"),
        reasoning_tokens=(reported.get("completion_tokens_details") or {}).get("reasoning_tokens"),
    )


@pytest.mark.parametrize("stream", STREAMS, ids=lambda path: path.stem)
def test_a_recorded_stream_gives_its_reply_however_it_is_cut(stream: Path) -> None:
    body = stream.read_bytes()
    expected = json.loads(stream.with_suffix(".expected.json").read_text())
    for packets in ([body], cut_at_random(body, seed=1)):
        reply = reply_of(*packets)
        for choice in expected["choices"]:
            assert_choice_is(reply.choice(choice["index"]), choice)
        assert reply.statistics.usage == expected_usage(expected["usage"])
        assert (reply.state is ReplyState.COMPLETE) == (expected["error"] is None)

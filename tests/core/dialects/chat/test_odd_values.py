"""Any value at any place of a chunk: the reply still has one end, and can be kept, counted and told."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from streamtui.core.chat.conversation import ReplyState
from streamtui.core.words.reply_figures import reply_figures
from tests.core.wire.streams import DONE, reply_of, stream
from tests.fuzz import check

CALL = {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
DELTA = {"role": "assistant", "content": "b", "reasoning_content": "r", "refusal": "no", "tool_calls": [CALL]}
CHOICE = {"index": 0, "delta": DELTA, "message": {"content": "m"}, "finish_reason": None, "logprobs": {}, "text": "t"}
USAGE = {
    "prompt_tokens": 1,
    "completion_tokens": 2,
    "total_tokens": 3,
    "cached_tokens": 1,
    "prompt_tokens_details": {"cached_tokens": 1},
    "completion_tokens_details": {"reasoning_tokens": 1},
    "cost": {"total_cost": 0.1},
    "cost_in_usd_ticks": 1,
    "queue_time": 0.1,
}
CHUNK = {
    "id": "x",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "m",
    "system_fingerprint": "f",
    "service_tier": "t",
    "choices": [CHOICE],
    "usage": USAGE,
    "timings": {"prompt_per_second": 1.0, "predicted_per_second": 1.0},
    "time_info": {"queue_time": 0.1, "total_time": 0.2},
    "x_groq": {"id": "g", "usage": {"prompt_tokens": 1}, "error": None},
    "error": None,
    "code": None,
    "status": None,
    "detail": None,
    "message": None,
}
ODD = ["null", "true", "0", "-1", "1.5", "1e400", "-1e400", "NaN", "Infinity", str(2**63), str(2**64), "-" + str(2**70)]
ODD += ["9" * 400, "-" + "9" * 400, "9" * 5000, '""', '"x"', '"9"', f'"{"9" * 400}"', r'"\ud83d"', '"a\tb\x00c"']
ODD += ["[]", "[1]", "[[]]", "[null]", "{}", '{"x": 1}', '[{"index": 1e400}]', '{"text": {}}', '["x", {}]']


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in the chunk."""
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def with_odd(path: tuple[str | int, ...], odd: str) -> bytes:
    """The chunk as JSON with that text at that place."""
    chunk = json.loads(json.dumps(CHUNK))
    parent = chunk
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = "@odd@"
    return json.dumps(chunk).replace('"@odd@"', odd).encode()


@pytest.mark.parametrize("path", list(places(CHUNK)), ids=lambda path: ".".join(map(str, path)))
def test_a_reply_outlives_any_value_at_any_place(path: tuple[str | int, ...]) -> None:
    for odd in ODD:
        body = stream({"choices": [{"index": 0, "delta": {"content": "a"}}]}).removesuffix(DONE)
        body += b"data: " + with_odd(path, odd) + b"\n\n" + DONE
        check(body, random.Random(0))
        reply = reply_of(body)
        assert str(reply.text).startswith("a")
        assert reply.state is not ReplyState.OPEN
        assert dict(reply_figures(reply.statistics))


def test_a_chunk_with_a_tab_or_a_nul_inside_of_a_string_is_read() -> None:
    reply = reply_of(b'data: {"choices": [{"index": 0, "delta": {"content": "a\tb\x00c"}}]}\n\n' + stream())
    assert (str(reply.text), reply.state) == ("a\tb\x00c", ReplyState.COMPLETE)


def test_a_number_too_long_to_be_parsed_makes_its_chunk_malformed_and_no_other() -> None:
    body = stream({"choices": [{"index": 0, "delta": {"content": "a"}}]})
    reply = reply_of(b'data: {"created": ' + b"9" * 5000 + b"}\n\n" + body)
    assert str(reply.text) == "a"
    assert reply.fault is not None
    assert reply.fault.kind == "malformed"

"""Streams of the Responses API: events of every type it has, odd, out of order, told twice; and recorded ones, mutated.

Each is read as what it is, or as whatever it turns out to be.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from streamtui.core.dialects.any_reader import any_decoder
from streamtui.core.dialects.responses.reader import responses_decoder
from tests.fuzz import streams
from tests.fuzz.structured import USAGE, odd_json
from tests.paths import WIRE

_STEMS = {
    "output_text": "text",
    "refusal": "refusal",
    "reasoning_summary_text": "text",
    "reasoning_text": "text",
    "function_call_arguments": "arguments",
    "custom_tool_call_input": "input",
    "mcp_call_arguments": "arguments",
    "code_interpreter_call_code": "code",
    "shell_call_command": "command",
    "shell_call_output_content": "text",
    "apply_patch_call_operation_diff": "diff",
    "audio_transcript": "text",
    "x": "text",
}
"""What is written in pieces, and where `.done` has all of it."""
_CALLS = ["web_search", "file_search", "code_interpreter", "mcp", "image_generation", "shell", "x_search", "computer"]
_CALLS += ["local_shell", "apply_patch", "tool_search"]
_STEPS = ["in_progress", "searching", "interpreting", "generating", "completed", "failed", "partial_image", "added", ""]
_ITEMS = ["message", "reasoning", "function_call", "custom_tool_call", "mcp_list_tools", "mcp_approval_request"]
_ITEMS += [*(f"{call}_call" for call in _CALLS), "compaction", "program", "openrouter:web_search", ""]
_PARTS = ["output_text", "text", "refusal", "summary_text", "reasoning_text", "output_audio"]
_PIECES = ["a", " b", "{", "}", '{"x": 1}', "\ud83d", "\ude00", "é", "\n", "", "gAAAA", "ab", "abc"]
_INDEXES: list[Any] = [
    *[0] * 8,
    *[1] * 4,
    2,
    3,
    -1,
    "1",
    "x",
    0.5,
    1.0,
    1e400,
    2**53,
    2**64,
    10**400,
    None,
    [],
    {},
    True,
]
_STATES = ["completed", "completed", "in_progress", "incomplete", "failed", "searching", ""]
_ENDS = ["response.completed"] * 5 + ["response.incomplete", "response.failed", "response.created", "error"]
_ENDS += ["response.cancelled", "response.done", "response.error"]
_WHOLE_PARTS = ["content_part", "reasoning_part", "reasoning_summary_part"]
_LARGEST = 200_000
"""Bytes of a recorded stream that is mutated."""


def random_response(rng: random.Random) -> bytes:
    """One of the three kinds."""
    recorded = _recorded()
    if recorded and rng.random() < 0.1:
        return _mutated(rng, rng.choice(recorded))
    return _framed(rng, _events(rng))


def run(cases: Iterable[int]) -> Counter[str]:
    """Check these streams, every fifth as one of an unknown API, and count how they ended."""
    endings: Counter[str] = Counter()
    for number in cases:
        endings += streams.run([number], random_response, responses_decoder if number % 5 else any_decoder)
    return endings


def _events(rng: random.Random) -> list[Any]:
    events = [_whole(rng, "response.created"), *(_event(rng) for _ in range(rng.randrange(14)))]
    if rng.random() < 0.8:
        events.append(_whole(rng, rng.choice(_ENDS)))
    for _ in range(rng.choice([0, 0, 0, 1, 2])):
        events.insert(rng.randrange(len(events) + 1), rng.choice(events))
    if rng.random() < 0.1:
        rng.shuffle(events)
    return events


def _event(rng: random.Random) -> dict[str, Any]:
    event: dict[str, Any]
    chance = rng.random()
    if chance < 0.55:
        stem, ending = rng.choice([*_STEMS]), rng.choice(["delta", "delta", "delta", "done", "x"])
        piece = rng.choice(_PIECES) if rng.random() < 0.95 else {"x": 1}
        said = {"delta": piece} if ending != "done" else {_STEMS[stem]: _text(rng)}
        said |= {"item_id": rng.choice("ijkc")} if rng.random() < 0.5 else {}
        event = {"type": f"response.{stem}.{ending}", **said}
    elif chance < 0.75:
        event = {"type": f"response.output_item.{rng.choice(['added', 'done'])}", "item": _item(rng)}
    elif chance < 0.88:
        event = {"type": f"response.{rng.choice(_CALLS)}_call.{rng.choice(_STEPS)}"}
    elif chance < 0.94:
        event = {"type": "response.output_text.annotation.added", "annotation": _annotation(rng)}
    else:
        event = rng.choice(
            [
                {"type": "keepalive"},
                {"type": f"response.{rng.choice(_WHOLE_PARTS)}.{rng.choice(['added', 'done'])}", "part": _part(rng)},
                {"type": "error", "message": "no", "code": rng.choice(["server_error", None, 5])},
                {"choices": [{"delta": {"content": "a"}}]},
                _whole(rng, "response.in_progress"),
            ]
        )
    for index in ("output_index", "content_index", "summary_index"):
        if rng.random() < 0.8:
            event[index] = rng.choice(_INDEXES)
    return event


def _whole(rng: random.Random, kind: str) -> dict[str, Any]:
    if rng.random() < 0.05:
        return {"type": kind, "response": rng.choice([None, {}, "x"])}
    response = {
        "id": rng.choice(["r", "", "r" * 2000]),
        "model": "m",
        "status": rng.choice(_STATES),
        "output": [_item(rng) for _ in range(rng.choice([0, 0, 1, 3, 8]))],
        "usage": rng.choice([None, USAGE, {"input_tokens": 1, "output_tokens": 2}]),
        "error": rng.choice([None, None, {"code": "server_error", "message": "no"}]),
        "incomplete_details": rng.choice([None, {"reason": "max_output_tokens"}, {"reason": "content_filter"}]),
    }
    return {"type": kind, "response": response}


def _item(rng: random.Random) -> dict[str, Any]:
    kind = rng.choice(_ITEMS)
    item: dict[str, Any] = {"type": kind, "id": rng.choice("ij"), "status": rng.choice(_STATES)}
    if kind in ("message", "reasoning"):
        item["content"] = rng.choice([[_part(rng) for _ in range(rng.randrange(3))], _text(rng)])
        item["summary"] = [_part(rng) for _ in range(rng.randrange(2))]
        item |= rng.choice([{}, {"phase": _text(rng)}, {"encrypted_content": _text(rng)}])
    else:
        item |= {"call_id": rng.choice(["", "c", "d"]), "name": rng.choice(["", "f", "g"])}
        item[rng.choice([*_STEMS.values(), "namespace"])] = rng.choice([_text(rng), {"x": 1}])
        item |= {
            "action": {"query": _text(rng), "queries": ["q"]},
            "tools": [{"name": "t"}],
            "operation": {"diff": "+"},
        }
    return item


def _part(rng: random.Random) -> dict[str, Any]:
    return {
        "type": rng.choice(_PARTS),
        rng.choice(["text", "text", "refusal"]): _text(rng),
        "annotations": [_annotation(rng) for _ in range(rng.randrange(2))],
    }


def _annotation(rng: random.Random) -> dict[str, Any]:
    return {"type": _text(rng), rng.choice(["url", "filename", "title"]): _text(rng), "start_index": 0}


def _text(rng: random.Random) -> str:
    return "".join(rng.choice(_PIECES) for _ in range(rng.randrange(4)))


def _framed(rng: random.Random, events: list[Any]) -> bytes:
    named, odd = rng.random() < 0.6, rng.random() < 0.6
    parts = []
    for number, event in enumerate(events):
        event = {**event, "sequence_number": number}
        name = b"event: " + str(event.get("type")).encode() + b"\n" if named else b""
        parts.append(name + b"data: " + (odd_json(event, rng) if odd else json.dumps(event).encode()) + b"\n\n")
    body = bytearray(b"".join(parts) + rng.choice([b"", b"data: [DONE]\n\n", b": keepalive\n\n"]))
    for _ in range(rng.choice([0, 0, 0, 1, 5])):
        streams.mutate(rng, body)
    return bytes(body[: rng.randrange(len(body) + 1) if rng.random() < 0.1 else None])


@cache
def _recorded() -> tuple[bytes, ...]:
    return tuple(
        path.read_bytes() for path in sorted((WIRE / "responses").glob("*.sse")) if path.stat().st_size < _LARGEST
    )


def _mutated(rng: random.Random, body: bytes) -> bytes:
    """A recorded stream some of whose events are gone, told twice or moved, with a few bytes changed."""
    events = body.split(b"\n\n")
    for _ in range(rng.choice([0, 1, 4])):
        at, to = (rng.randrange(len(events)) for _ in range(2))
        events[at : at + rng.randrange(2)] = rng.choice([[], [events[to]], events[to : to + 3]])
        events = events or [b""]
    mutated = bytearray(b"\n\n".join(events))
    for _ in range(rng.choice([0, 1, 5, 30])):
        streams.mutate(rng, mutated)
    return bytes(mutated[: rng.randrange(len(mutated) + 1) if rng.random() < 0.3 else None])

"""Whole replies in which any value stands at any place: huge numbers, wrong types, what is too deep or repeated.

Unlike mutated bytes these are JSON nearly always, so they get past the parser to all that believes it.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from tests.fuzz import streams

Path: TypeAlias = tuple[str | int, ...]

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


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in the chunk."""
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def with_odd(path: Path, odd: str) -> bytes:
    """The chunk as JSON with that text at that place."""
    return _json(CHUNK, {path: odd})


def random_reply(rng: random.Random) -> bytes:
    """A reply of the shape that servers send, with a few odd values, and its chunks now and then out of order."""
    chunks: list[Any] = [_first(rng), *(_chunk(rng) for _ in range(rng.randrange(1, 7))), _last(rng)]
    if rng.random() < 0.2:
        rng.shuffle(chunks)
    lines = [b"data: " + odd_json(chunk, rng) for chunk in chunks]
    return b"".join(line + b"\n\n" for line in lines) + rng.choice([b"", *[b"data: [DONE]\n\n"] * 4])


def run(cases: Iterable[int]) -> Counter[str]:
    """Check these replies, and count how they ended."""
    return streams.run(cases, random_reply)


def _first(rng: random.Random) -> Any:
    return {**CHUNK, "choices": [{"index": 0, "delta": {"role": "assistant", "content": rng.choice(["", "a"])}}]}


def _chunk(rng: random.Random) -> Any:
    delta: dict[str, Any] = {}
    for field in rng.sample([*DELTA], rng.randrange(1, 3)):
        delta[field] = [_call(rng) for _ in range(rng.randrange(1, 3))] if field == "tool_calls" else rng.choice("ab<")
    return rng.choice([CHUNK, {"choices": [{"index": rng.choice([0, 0, 0, 1]), "delta": delta}]}])


def _call(rng: random.Random) -> Any:
    return {**CALL, "index": rng.choice([0, 0, 1]), "function": {"name": "f", "arguments": rng.choice(["{", "}", "1"])}}


def _last(rng: random.Random) -> Any:
    choices = [{"index": 0, "delta": {}, "finish_reason": rng.choice(["stop", "length", "tool_calls"])}]
    return {"choices": choices, "usage": USAGE, "timings": CHUNK["timings"], "error": rng.choice([*[None] * 7, "no"])}


def odd_json(chunk: Any, rng: random.Random) -> bytes:
    """The chunk as JSON, with an odd value at a few of its places."""
    known = list(places(chunk))
    paths = rng.sample(known, min(len(known), rng.choice([0, 1, 1, 3])))
    return _json(chunk, {path: rng.choice([*ODD, "[" * 200 + "]" * 200, "{" * 9]) for path in paths})


def _json(chunk: Any, odd: dict[Path, str]) -> bytes:
    """The chunk with those texts at those places; what lies within a place that was taken is not asked for."""
    copy = json.loads(json.dumps(chunk))
    marks = {}
    for number, path in enumerate(sorted(odd, key=len, reverse=True)):
        parent = copy
        for key in path[:-1]:
            parent = parent[key]
        parent[path[-1]] = mark = f"@{number}@"
        marks[json.dumps(mark)] = odd[path]
    text = json.dumps(copy)
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text.encode()

"""A model and its server that do everything as the API reference says: a request's body in, a reply's chunks out.

A token is four characters. The model does what the request's own words ask for: it repeats, calls, fills, thinks.
"""

from __future__ import annotations

import json
import re
from itertools import zip_longest
from typing import Any

MODEL = "good-model"
CONTEXT = 2000
"""Tokens that a prompt may have; a prompt's tokens are its words."""
CITIES = ("Paris", "Tokyo")
SEALED = "gAAAAA-thoughts-that-nobody-reads"
"""What its thoughts look like, encrypted."""
_STORY = (
    "The boat left the harbour at dawn, and nobody on the quay believed that it would ever come home again. Its sails "
    "were patched, its captain was old, and its only map showed a sea without an end. Far out, where the gulls turn "
    "back, the wind fell asleep. So the crew sang to it, softly, song after song, until it woke and carried them on. "
)
_PERSON = '{"name": "Ada", "age": 36}'
_REPEAT = "Repeat this line exactly"
_THINK = "step by step"


def chunks(body: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """The chunks of the reply to request `number`, without the end mark."""
    asked = bool((body.get("stream_options") or {}).get("include_usage"))
    head = {"id": f"chatcmpl-{number}", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": MODEL}
    if asked:
        head["usage"] = None
    pieces = [_choice(body, index, number) for index in range(body.get("n", 1))]
    made = [{**head, "choices": [piece]} for row in zip_longest(*pieces) for piece in row if piece is not None]
    return [*made, {**head, "choices": [], "usage": _usage(body, pieces)}] if asked else made


def prompt_tokens(body: dict[str, Any]) -> int:
    """How many tokens the messages have."""
    return sum(len((message.get("content") or "").split()) for message in body["messages"])


def _usage(body: dict[str, Any], pieces: list[list[dict[str, Any]]]) -> dict[str, int]:
    prompt, completion = prompt_tokens(body), sum(len(choice) - 2 for choice in pieces)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _choice(body: dict[str, Any], index: int, number: int) -> list[dict[str, Any]]:
    """The pieces of one choice: the role, a piece a token, the finish reason."""
    deltas, finish = _deltas(body, index, number)
    limit = body.get("max_completion_tokens", body.get("max_tokens", len(deltas)))
    if len(deltas) > limit:
        deltas, finish = deltas[:limit], "length"
    pieces = [_piece(index, delta, body) for delta in deltas]
    role = {"role": "assistant", "content": ""}
    return [_piece(index, role, {}), *pieces, {**_piece(index, {}, {}), "finish_reason": finish}]


def _piece(index: int, delta: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    piece = {"index": index, "delta": delta, "logprobs": None, "finish_reason": None}
    if body.get("logprobs") and "content" in delta:
        best = {"token": delta["content"], "logprob": -0.25, "bytes": None}
        others = [best, {**best, "token": "?", "logprob": -3.5}][: body.get("top_logprobs", 0)]
        piece["logprobs"] = {"content": [{**best, "top_logprobs": others}]}
    return piece


def _deltas(body: dict[str, Any], index: int, number: int) -> tuple[list[dict[str, Any]], str]:
    """What the model writes if nothing limits it, a delta a token, and how it ends."""
    prompt = str(body["messages"][0]["content"])
    may_call = body["messages"][-1]["role"] != "tool"
    cities = [city for city in CITIES if city in prompt] or [CITIES[0]]
    if body.get("tools") and may_call and body.get("tool_choice") != "none":
        wanted = cities if body.get("parallel_tool_calls", True) else cities[:1]
        return [delta for at, city in enumerate(wanted) for delta in _call(at, city, number)], "tool_calls"
    if body.get("functions") and body.get("function_call") != "none":
        head = {"function_call": {"name": body["functions"][0]["name"], "arguments": ""}}
        return [head, *({"function_call": {"arguments": token}} for token in _tokens(_arguments(cities[0])))], "stop"
    thoughts = [{"reasoning_content": token} for token in _tokens("91 is 7 times 13.")] if _THINK in prompt else []
    return [*thoughts, *({"content": token} for token in _tokens(_text(body, prompt, index, number)))], "stop"


def _call(at: int, city: str, number: int) -> list[dict[str, Any]]:
    function = {"name": "get_weather", "arguments": ""}
    head = {"index": at, "id": f"call_{number}_{at}", "type": "function", "function": function}
    pieces = [{"index": at, "function": {"arguments": token}} for token in _tokens(_arguments(city))]
    return [{"tool_calls": [piece]} for piece in (head, *pieces)]


def _arguments(city: str) -> str:
    return json.dumps({"city": city})


def _text(body: dict[str, Any], prompt: str, index: int, number: int) -> str:
    form = body.get("response_format", {}).get("type", "text")
    if form != "text":
        return _PERSON
    if prompt.startswith(_REPEAT):
        return prompt.partition(": ")[2]
    mood = body.get("seed", number) if body.get("temperature") else 0
    words = _STORY.split(" ")
    turn = (mood + 5 * index) % len(words)
    text = " ".join((*words[turn:], *words[:turn]))
    ends = [at for sequence in body.get("stop") or () if (at := text.find(sequence)) >= 0]
    return text[: min(ends)] if ends else text


def _tokens(text: str) -> list[str]:
    return re.findall(r".{1,4}", text, re.DOTALL)

"""The good model behind the Responses API: a request's body in, a response's events out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from tests.servers import good_model
from tests.servers.good_model import MODEL, SEALED

Body = dict[str, Any]


def as_chat(body: Body) -> Body:
    """The request of chat completions that asks for the same."""
    form = (body.get("text") or {}).get("format", {"type": "text"})
    asked = {
        "model": body["model"],
        "messages": [message for item in body["input"] if (message := _message_of(item)) is not None],
        "temperature": body.get("temperature"),
        "max_tokens": body.get("max_output_tokens"),
        "tools": body.get("tools"),
        "tool_choice": body.get("tool_choice"),
        "parallel_tool_calls": body.get("parallel_tool_calls"),
        "response_format": form,
        "stream_options": {"include_usage": True},
        "previous_response_id": body.get("previous_response_id"),
        "store": body.get("store", True),
        "background": body.get("background"),
        "include": body.get("include"),
        "thoughts": [item["encrypted_content"] for item in body["input"] if item["type"] == "reasoning"],
    }
    return {name: value for name, value in asked.items() if value is not None}


def _message_of(item: Body) -> Body | None:
    """The message that an item is; texts in parts are one."""
    if item["type"] != "message":
        return None
    content = item["content"]
    whole = content if isinstance(content, str) else "".join(part["text"] for part in content)
    return {"role": item["role"], "content": whole}


def events(body: Body, number: int) -> list[Body]:
    """The events of the response to request `number`, which is told as for chat completions."""
    *chunks, last = good_model.chunks(body, number)
    pieces = [choice for chunk in chunks for choice in chunk["choices"]]
    cut = pieces[-1]["finish_reason"] == "length"
    response = {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": 1_700_000_000,
        "model": MODEL,
        "status": "in_progress",
        "store": body["store"],
        "background": body.get("background", False),
        "error": None,
        "incomplete_details": None,
        "output": [],
        "usage": None,
    }
    made: list[Body] = [{"type": f"response.{kind}", "response": response} for kind in ("created", "in_progress")]
    items = [list(group) for _, group in groupby(filter(None, map(_grown, pieces)), lambda piece: piece[0])]
    for place, group in enumerate(items):
        status = "incomplete" if cut and place == len(items) - 1 else "completed"
        sealed = SEALED if "reasoning.encrypted_content" in body.get("include", ()) else None
        made += _item(place, number, [piece for _, piece in group], status, sealed)
    status = "incomplete" if cut else "completed"
    usage = last["usage"]
    final = {
        **response,
        "status": status,
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "output": [event["item"] for event in made if event["type"] == "response.output_item.done"],
        "usage": {
            "input_tokens": usage["prompt_tokens"],
            "output_tokens": usage["completion_tokens"],
            "total_tokens": usage["total_tokens"],
        },
    }
    made.append({"type": f"response.{status}", "response": final})
    return [{**event, "sequence_number": at} for at, event in enumerate(made)]


def _grown(piece: Body) -> tuple[int, Any] | None:
    """Which item a piece is of, -1 for the message, -2 for thoughts, and what it adds: text, or a piece of a call."""
    delta = piece["delta"]
    if delta.get("reasoning_content"):
        return -2, None
    if calls := delta.get("tool_calls"):
        return calls[0]["index"], calls[0]
    return (-1, delta["content"]) if delta.get("content") else None


def _item(place: int, number: int, pieces: list[Any], status: str, sealed: str | None) -> Iterator[Body]:
    if pieces[0] is None:
        thought: Body = {"type": "reasoning", "id": f"rs_{number}_{place}", "summary": [], "encrypted_content": sealed}
        for kind in ("added", "done"):
            yield {"type": f"response.output_item.{kind}", "output_index": place, "item": thought}
        return
    item, grown = _call(place, number, pieces) if isinstance(pieces[0], dict) else _message(place, number, pieces)
    at = {"item_id": item["id"], "output_index": place}
    whole = "".join(grown)
    begun, done = {**item, "status": "in_progress"}, {**item, "status": status}
    if item["type"] == "function_call":
        kind, field = "response.function_call_arguments", "arguments"
        done["arguments"] = whole
    else:
        kind, field = "response.output_text", "text"
        at["content_index"] = 0
        part = {"type": "output_text", "text": whole, "annotations": []}
        done["content"] = [part]
    yield {"type": "response.output_item.added", "output_index": place, "item": begun}
    if item["type"] == "message":
        yield {"type": "response.content_part.added", **at, "part": {**part, "text": ""}}
    yield from ({"type": f"{kind}.delta", **at, "delta": piece} for piece in grown)
    yield {"type": f"{kind}.done", **at, field: whole}
    if item["type"] == "message":
        yield {"type": "response.content_part.done", **at, "part": part}
    yield {"type": "response.output_item.done", "output_index": place, "item": done}


def _message(place: int, number: int, pieces: list[str]) -> tuple[Body, list[str]]:
    return {"type": "message", "id": f"msg_{number}_{place}", "role": "assistant", "content": []}, pieces


def _call(place: int, number: int, pieces: list[Body]) -> tuple[Body, list[str]]:
    head, *more = pieces
    call = {"type": "function_call", "id": f"fc_{number}_{place}", "call_id": head["id"], "arguments": ""}
    return {**call, "name": head["function"]["name"]}, [piece["function"]["arguments"] for piece in more]

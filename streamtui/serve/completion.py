"""A whole answer made of a recorded stream, for who asks without `stream`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from streamtui.core.chat.reply import Choice, Reply
from streamtui.core.chat.usage import Usage
from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.json_text.values import integer, mapping, text
from streamtui.core.wire.sse import events_in
from streamtui.core.wire.stream_errors import error_in
from streamtui.serve.asked import RESPONSES


def whole_answer(endpoint: str, body: bytes, reply: Reply) -> bytes | None:
    """The JSON of what the stream says; `None` where that can't be known.

    Of the Responses API it is what the stream's last event holds; of the chat API the fold of the chunks.
    """
    objects = _objects(body)
    if endpoint == RESPONSES:
        held = [one for data in objects if (one := mapping(data.get("response"))).get("status") not in (None, "queued")]
        ended = [one for one in held if one["status"] != "in_progress"]
        return json.dumps(ended[-1], ensure_ascii=False).encode("utf-8", "replace") if ended else None
    first = next((data for data in objects if "choices" in data), {})
    usage = reply.statistics.usage
    said = {
        "id": text(first.get("id")) or "chatcmpl-recorded",
        "object": "chat.completion",
        "created": integer(first.get("created")) or 0,
        "model": reply.served_model or reply.model,
        "choices": [_choice(index, one) for index, one in [(0, reply), *sorted(reply.alternatives.items())]],
        "usage": usage_of(usage) if usage is not None else None,
    }
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")


def usage_of(usage: Usage) -> dict[str, Any]:
    """As the chat API writes it."""
    prompt, completion = usage.prompt_tokens or 0, usage.completion_tokens or 0
    total = prompt + completion if usage.total_tokens is None else usage.total_tokens
    said: dict[str, Any] = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total}
    if usage.cached_tokens is not None:
        said["prompt_tokens_details"] = {"cached_tokens": usage.cached_tokens}
    if usage.reasoning_tokens is not None:
        said["completion_tokens_details"] = {"reasoning_tokens": usage.reasoning_tokens}
    return said


def error_of(body: bytes) -> object | None:
    """The error that the stream ended with, in the form of an error's body; `None` where there is none."""
    for name, data in _named_objects(body):
        if (error := error_in(data, name)) is not None:
            return error
    return None


def _objects(body: bytes) -> list[dict[str, Any]]:
    return [data for _, data in _named_objects(body)]


def _named_objects(body: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is in the events, with their names."""
    for event in events_in(body):
        if data := parsed_object(event.data):
            yield event.name, data


def _choice(index: int, choice: Choice) -> dict[str, Any]:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": str(choice.text) or None,
        "refusal": str(choice.refusal) or None,
    }
    if choice.reasoning:
        message["reasoning_content"] = str(choice.reasoning)
    if choice.model_calls:
        message["tool_calls"] = [
            {
                "id": call.server_id,
                "type": "function",
                "function": {"name": call.name, "arguments": str(call.arguments)},
                **call.kept,
            }
            for call in choice.model_calls
        ]
    return {"index": index, "message": message, "finish_reason": choice.finish_reason, "logprobs": None}

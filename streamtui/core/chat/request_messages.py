"""Messages in the form of the chat-completions API, in which every dialect of requests takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.json_text.whole_object import is_object

OUTPUT = "output"
"""Beside the fields of the API: what a server wants back with a reply and knows it by, with whose it is."""


def reply_messages(content: str, calls: Iterable[ToolCall], output: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A reply that was stopped or cut is part of it. A call without a result is left out, as servers refuse one."""
    answered = [call for call in calls if call.output is not None]
    if not content and not answered:
        return []
    assistant: dict[str, Any] = {"role": "assistant", "content": content or None}
    if answered:
        assistant["tool_calls"] = [_call_on_the_wire(call) for call in answered]
    if output:
        assistant[OUTPUT] = output
    results = [{"role": "tool", "tool_call_id": call.server_id, "content": call.output} for call in answered]
    return [assistant, *results]


def _call_on_the_wire(call: ToolCall) -> Mapping[str, Any]:
    text = str(call.arguments)
    arguments = text if is_object(text) else "{}"  # many servers parse it, and refuse the whole conversation
    return {
        "id": call.server_id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
        **call.kept,
    }

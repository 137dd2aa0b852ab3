"""A request in the words of servers that knew functions before there were `tools`: `functions` and `function_call`.

There a message makes one call at most, and a result names its function, as calls have no ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def legacy_functions(tools: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The `functions` parameter that means the same as `tools`."""
    return [tool["function"] for tool in tools]


def legacy_messages(messages: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The same conversation; calls that were made side by side follow each other, each with its result."""
    legacy: list[Mapping[str, Any]] = []
    waiting: dict[str, Mapping[str, Any]] = {}
    content: str | None = None
    for message in messages:
        if "tool_calls" in message:
            waiting = {call["id"]: call["function"] for call in message["tool_calls"]}
            content = message["content"]
        elif message["role"] == "tool":
            function = waiting[message["tool_call_id"]]
            legacy.append({"role": "assistant", "content": content, "function_call": function})
            legacy.append({"role": "function", "name": function["name"], "content": message["content"]})
            content = None
        else:
            legacy.append(message)
    return legacy

"""What became of a tool call, in a line."""

from __future__ import annotations

from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.words.figures import seconds

_LONGEST = 200
"""Characters of the arguments, and of the result, that are shown."""


def call_words(call: ToolCall) -> str:
    """`calculate {"expression": "6*7"} → 42 (2 ms)`"""
    head = f"{call.name} {_short(str(call.arguments))}"
    if call.state is ToolCallState.REFUSED:
        return f"{head} was not run: it may change something, and nobody can be asked here; --yes lets it run."
    time = f" ({seconds(call.running_s)})" if call.running_s is not None else ""
    sign = "→" if call.state is ToolCallState.DONE else "✗"
    return f"{head} {sign} {_short(call.output or '')}{time}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

"""What became of a call, ours or the server's, and the sources of a reply, in a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streamtui.core.chat.citation import Citation
from streamtui.core.chat.reply import ReplyState
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.words.figures import seconds
from streamtui.core.words.server_call_words import citation_words, server_call_name, server_state_words, whose

_LONGEST = 200
"""Characters of the arguments, and of the result, that are shown."""
_NOBODY, _HINT = "nobody can be asked here.", " --yes allows such calls."


def call_words(call: ToolCall) -> str:
    """`calculate {"expression": "6*7"} → 42 (2 ms)`"""
    head = f"{call.name} {_short(str(call.arguments))}"
    if call.state is ToolCallState.REFUSED:
        return f"{head} was not run: it may change something, and nobody can be asked here; --yes lets it run."
    time = f" ({seconds(call.running_s)})" if call.running_s is not None else ""
    sign = "→" if call.state is ToolCallState.DONE else "✗"
    return f"{head} {sign} {_short(call.output or '')}{time}"


def server_call_words(call: ServerCall, reply: ReplyState) -> str:
    """`web_search · server rivers: completed 1.20 s`"""
    head = f"{server_call_name(call)}{whose(call)} {_short(str(call.text))}".rstrip()
    return f"{head}: {server_state_words(call, reply)}"


def answer_words(call: ServerCall, reply: ReplyState) -> str:
    """What was answered to a request of the server: `mcp dice roll · server {}: approved`"""
    said = server_call_words(call, reply)
    return f"{said}. {call.word}{_HINT if call.word.endswith(_NOBODY) else ''}" if call.word else said


def citation_lines(citations: Iterable[Citation]) -> Iterator[str]:
    """`[1] title  address`"""
    for number, citation in enumerate(citations, 1):
        yield f"[{number}] {'  '.join(filter(None, citation_words(citation)))}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

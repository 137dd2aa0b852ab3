"""What a request of another program says first: the turn that it opens, told as if a person had typed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from streamtui.core.chat.events import PromptSubmitted, StreamEvent, SystemPromptChanged
from streamtui.core.json_text.parsing import parsed
from streamtui.core.json_text.values import mapping, mappings, text

_SYSTEM = ("system", "developer")


def opening(at: float, body: str) -> Iterator[StreamEvent]:
    """The system prompt of a request, in either API, and what the person said since the last reply in it."""
    data = _parsed(body)
    if not isinstance(said := data.get("messages", data.get("input")), str | list):
        return
    messages = [{"role": "user", "content": said}] if isinstance(said, str) else mappings(said)
    system = [_said(message) for message in messages if message.get("role") in _SYSTEM]
    yield SystemPromptChanged(at, "\n\n".join(filter(None, [text(data.get("instructions")), *system])))
    roles = [message.get("role") for message in messages]
    answered = max((number for number, role in enumerate(roles, 1) if role not in (*_SYSTEM, "user")), default=0)
    for message in messages[answered:]:
        if message.get("role") == "user" and (words := _said(message)):
            yield PromptSubmitted(at, words)


def asked_model(body: str) -> str:
    """The model that a request names."""
    return text(_parsed(body).get("model"))


def asks_for_stream(body: str) -> bool:
    """A request wants its reply in pieces."""
    return _parsed(body).get("stream") is True


def _said(message: Mapping[str, Any]) -> str:
    """What a message says; parts that are no text are named."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    return "\n".join(text(part.get("text")) or f"[{text(part.get('type'))}]" for part in mappings(content))


def _parsed(body: str) -> Mapping[str, Any]:
    try:
        return mapping(parsed(body))
    except (ValueError, RecursionError):
        return {}

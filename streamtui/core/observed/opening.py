"""What a request of another program says first: the turn that it opens, told as if a person had typed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from streamtui.core.chat.events import PromptSubmitted, StreamEvent, SystemPromptChanged
from streamtui.core.json_text.values import mappings, text
from streamtui.core.wire.sent_request import SYSTEM_ROLES


def opening(at: float, data: Mapping[str, Any]) -> Iterator[StreamEvent]:
    """The system prompt of a request's body, in either API, and what the person said since the last reply in it."""
    if not isinstance(said := data.get("messages", data.get("input")), str | list):
        return
    messages = [{"role": "user", "content": said}] if isinstance(said, str) else mappings(said)
    system = [_said(message) for message in messages if message.get("role") in SYSTEM_ROLES]
    yield SystemPromptChanged(at, "\n\n".join(filter(None, [text(data.get("instructions")), *system])))
    roles = [message.get("role") for message in messages]
    answered = max((number for number, role in enumerate(roles, 1) if role not in (*SYSTEM_ROLES, "user")), default=0)
    for message in messages[answered:]:
        if message.get("role") == "user" and (words := _said(message)):
            yield PromptSubmitted(at, words)


def _said(message: Mapping[str, Any]) -> str:
    """What a message says; parts that are no text are named."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    return "\n".join(text(part.get("text")) or f"[{text(part.get('type'))}]" for part in mappings(content))

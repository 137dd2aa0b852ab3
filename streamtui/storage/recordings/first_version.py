"""Recordings of the first version (`streamtui.recording.v1`), where calls were known by their places."""

from __future__ import annotations

import json
from typing import Any

from streamtui.core.chat.codec import decode
from streamtui.core.chat.conversation import Reply
from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.state import ChatState

SCHEMA = "streamtui.recording.v1"


class FirstVersion:
    """Reads its lines one after the other: what a place means depends on those before."""

    def __init__(self) -> None:
        self._state = ChatState()

    def event(self, line: bytes) -> StreamEvent:
        """The event in a line, as it is now. Raises ValueError where there is none."""
        try:
            event = decode(line)
        except ValueError:
            event = decode(self._with_id(line))
        self._state.apply(event)
        return event

    def _with_id(self, line: bytes) -> bytes:
        try:
            data = json.loads(line)
            reply = self._reply(data) if "position" in data else None
            return json.dumps({**data, "call_id": reply.tool_calls[data["position"]].id}).encode() if reply else line
        except (ValueError, TypeError, LookupError, RecursionError):
            return line

    def _reply(self, data: dict[str, Any]) -> Reply | None:
        """The one that a line names, by its place among all, or else means."""
        replies = [message for message in self._state.conversation.messages if isinstance(message, Reply)]
        return replies[data["reply"]] if "reply" in data else self._state.reply

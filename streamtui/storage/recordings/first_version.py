"""Recordings of the first version (`streamtui.recording.v1`): calls known by their places, chunks kept as objects.

Their lines hold instants in seconds, as those of drafts of the second version do, which hold bytes as base64 alone.
"""

from __future__ import annotations

import json
from typing import Any

from streamtui.core.chat.codec import decode
from streamtui.core.chat.events import ChunkReceived, ItemKept, ModelNamed, StreamEvent, ToolCallDelta
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.json_text.values import mapping, text
from streamtui.core.text.surrogates import join_surrogates


class FirstVersion:
    """Reads its lines one after the other: what a place means depends on those before."""

    def __init__(self) -> None:
        self._state = ChatState()
        self._read: list[StreamEvent] = []
        """Events that are folded when the next line is read: whoever reads on finds that they make sense."""

    def events(self, line: bytes) -> list[StreamEvent]:
        """The event in a line, as it is now; what it says besides follows. Raises ValueError where there is none."""
        self._state.fold(self._read)
        self._read = []
        line = _in_ms(line)
        try:
            events = [decode(line)]
        except ValueError:
            events = [decode(self._with_id(line))]
        if isinstance(events[0], ChunkReceived) and (reply := self._state.reply) and not reply.served_model:
            events += [ModelNamed(events[0].at, name) for name in _model(line)]
        if isinstance(delta := events[0], ToolCallDelta) and (kept := mapping(mapping(json.loads(line)).get("extra"))):
            events.append(ItemKept(delta.at, kept, delta.position, delta.choice))
        self._read = events
        return events

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


def _in_ms(line: bytes) -> bytes:
    """The line with what it says in the fields of now."""
    try:
        data = json.loads(line)
        data["ms"] = data.pop("at") * 1000
        if data.get("event") == "BytesReceived":
            data["base64"] = data.pop("data")
        elif data.get("event") == "RequestPrepared":
            data["body"] = json.dumps(data["body"], ensure_ascii=False)
        return json.dumps(data).encode()
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return line


def _model(line: bytes) -> list[str]:
    """The name of the model in a chunk, if there is one."""
    name = text(mapping(mapping(json.loads(line)).get("data")).get("model"))
    return [join_surrogates(name)] if name else []

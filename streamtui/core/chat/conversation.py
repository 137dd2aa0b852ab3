"""A conversation: what the person wrote, what the model replied, and what goes to the server next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from streamtui.core.chat.messages import Continuation, Notice, UserMessage
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.request_messages import reply_messages
from streamtui.core.chat.tool_calls import ToolCall

Message: TypeAlias = UserMessage | Continuation | Reply | Notice


@dataclass(slots=True)
class Conversation:
    """The messages in order, the system prompt that stands before them, and the parameters that requests carry."""

    system: str = ""
    messages: list[Message] = field(default_factory=list)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Those that the person set; `None`: left out, also where the place has a value for it."""
    _replies: dict[str, Reply] = field(default_factory=dict)
    """Those of the messages that are one, by their ids."""
    changes: int = field(default=0, compare=False)
    """How often other messages than the last ones became others."""

    def open_reply(self, reply: Reply) -> None:
        """The next message is a reply."""
        reply.answers = self.unanswered
        self.messages.append(reply)
        self._replies[reply.id] = reply

    @property
    def unanswered(self) -> str:
        """The id of the last message, where that is none of the model's."""
        last = next((one for one in reversed(self.messages) if not isinstance(one, Notice)), None)
        return "" if last is None or isinstance(last, Reply) else last.id

    def clear(self) -> None:
        """Nothing was said; who has the list of messages has it still."""
        self.changes += 1
        self.messages.clear()
        self._replies.clear()
        self.system, self.parameters = "", {}

    def become(self, other: Conversation) -> None:
        """Be another one; who has the list of messages has it still."""
        self.clear()
        self.messages.extend(other.messages)
        self._replies.update(other._replies)
        self.system, self.parameters = other.system, other.parameters

    def leave_out(self, message_id: str, left_out: bool) -> None:
        """Send that message no more, or again."""
        self.changes += 1
        for message in self.messages:
            if message.id == message_id and not isinstance(message, Notice):
                message.left_out = left_out

    def call(self, call_id: str) -> ToolCall | None:
        """The call with that id."""
        reply_id, _, place = call_id.rpartition(".")
        calls = self._replies[reply_id].tool_calls if reply_id in self._replies else []
        known = place.isdecimal() and len(place) < 10 and int(place) < len(calls)
        return calls[int(place)] if known else None

    def request_messages(self, *, all_of_them: bool = False, with_output: bool = False) -> list[dict[str, Any]]:
        """What the server is told, in the form of the chat-completions API; see core.chat.request_messages.

        `all_of_them`: also those that are left out.
        """
        wire: list[dict[str, Any]] = []
        if self.system:
            wire.append({"role": "system", "content": self.system})
        for message in self.messages:
            if isinstance(message, Notice) or (message.left_out and not all_of_them):
                continue
            if isinstance(message, Reply):
                content = str(message.text) or str(message.refusal)
                wire.extend(reply_messages(content, message.model_calls, message.own_output if with_output else {}))
            else:
                wire.append({"role": "user", "content": message.text})
        return wire

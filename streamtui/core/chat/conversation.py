"""A conversation: what the person wrote, what the model replied, and what goes to the server next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.faults import Fault
from streamtui.core.text.growing_text import GrowingText


@dataclass(slots=True)
class UserMessage:
    """What the person sent."""

    text: str
    at: float


@dataclass(slots=True)
class Notice:
    """A sentence of the program to the person, shown in place and never sent."""

    text: str
    at: float
    fault: Fault | None = None
    """Set where a turn failed before any reply began."""


class ReplyState(Enum):
    """How far a reply is."""

    OPEN = "open"
    COMPLETE = "complete"
    STOPPED = "stopped"
    CUT = "cut"
    FAILED = "failed"


@dataclass(slots=True)
class Choice:
    """One of the texts that a reply may have: the answer, or an alternative to it (`n` > 1)."""

    text: GrowingText = field(default_factory=GrowingText)
    reasoning: GrowingText = field(default_factory=GrowingText)
    refusal: GrowingText = field(default_factory=GrowingText)
    tool_calls: list[ToolCall] = field(default_factory=list)
    finish_reason: str | None = None

    @property
    def model_calls(self) -> list[ToolCall]:
        """The calls that the model made; the others are the person's own."""
        return [call for call in self.tool_calls if not call.repeated]

    @property
    def empty(self) -> bool:
        """Nothing has arrived yet."""
        return not (self.text or self.reasoning or self.refusal or self.tool_calls)


@dataclass(slots=True)
class Reply(Choice):
    """What the model sent for one request: the answer itself (choice 0) and all that was measured."""

    model: str = ""
    """The model that was asked for."""
    served_model: str = ""
    """The name that the server gives the model, once it did."""
    state: ReplyState = ReplyState.OPEN
    fault: Fault | None = None
    attempts: int = 1
    set_aside: bool = False
    """The person asked again: it stays on the screen and is not sent any more."""
    alternatives: dict[int, Choice] = field(default_factory=dict)
    statistics: ReplyStatistics = field(default_factory=ReplyStatistics)

    def choice(self, index: int) -> Choice:
        """The choice of that index, made when it is new; 0 is the reply itself."""
        if index == 0:
            return self
        return self.alternatives.setdefault(index, Choice())


Message: TypeAlias = UserMessage | Reply | Notice


@dataclass(slots=True)
class Conversation:
    """The messages in order, and the system prompt that stands before them."""

    system: str = ""
    messages: list[Message] = field(default_factory=list)

    def request_messages(self) -> list[dict[str, Any]]:
        """What the server is told, in the form of the chat-completions API.

        A reply that was stopped or cut is part of it. A call without a result is left out, as servers refuse one.
        """
        wire: list[dict[str, Any]] = []
        if self.system:
            wire.append({"role": "system", "content": self.system})
        for message in self.messages:
            if isinstance(message, UserMessage):
                wire.append({"role": "user", "content": message.text})
            elif isinstance(message, Reply) and not message.set_aside:
                wire.extend(_reply_messages(message))
        return wire


def _reply_messages(reply: Reply) -> list[dict[str, Any]]:
    answered = [call for call in reply.model_calls if call.output is not None]
    content = str(reply.text) or str(reply.refusal)
    if not content and not answered:
        return []
    assistant: dict[str, Any] = {"role": "assistant", "content": content or None}
    if answered:
        assistant["tool_calls"] = [_call_on_the_wire(call) for call in answered]
    results = [{"role": "tool", "tool_call_id": call.id, "content": call.output} for call in answered]
    return [assistant, *results]


def _call_on_the_wire(call: ToolCall) -> Mapping[str, Any]:
    text = str(call.arguments)
    arguments = text if _is_object(text) else "{}"  # many servers parse it, and refuse the whole conversation
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}, **call.extra}


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False

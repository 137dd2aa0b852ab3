"""A conversation: what the person wrote, what the model replied, and what goes to the server next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, takewhile
from typing import Any, TypeAlias

from streamtui.core.chat.events.turn import PersonaTaken
from streamtui.core.chat.messages import Continuation, Notice, UserMessage
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.request_messages import reply_messages, told_again, user_message
from streamtui.core.chat.response_format import wanted_format
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.tool_calls import ToolCall

Message: TypeAlias = UserMessage | Continuation | Reply | Notice


@dataclass(slots=True)
class Conversation:
    """The messages in order, the system prompt that stands before them, and the parameters that requests carry."""

    system: str = ""
    messages: list[Message] = field(default_factory=list)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Those that the person set; `None`: left out, also where the place has a value for it."""
    persona: PersonaTaken | None = None
    """Who is to answer, with what was set for that."""
    _replies: dict[str, Reply] = field(default_factory=dict)
    """Those of the messages that are one, by their ids."""
    changes: int = field(default=0, compare=False)
    """How often other messages than the last ones became others."""

    def open_reply(self, reply: Reply) -> None:
        """The next message is a reply."""
        reply.answers = self.unanswered
        reply.begun = self._begun()
        self.messages.append(reply)
        self._replies[reply.id] = reply

    @property
    def unanswered(self) -> str:
        """The id of the last message, where that is none of the model's."""
        last = next((one for one in reversed(self.messages) if not isinstance(one, Notice)), None)
        return "" if last is None or isinstance(last, Reply) else last.id

    def _begun(self) -> str:
        """The JSON that the next reply is asked to go on with."""
        said = (one for one in reversed(self.messages) if not isinstance(one, Notice))
        if not isinstance(next(said, None), Continuation):
            return ""
        before = next((one for one in said if not one.left_out), None)
        if not isinstance(before, Reply) or wanted_format(before.options) is None:
            return ""
        return before.begun + str(before.text)

    @property
    def last_id(self) -> str:
        """The id of the last message, whatever it is; nothing where there is none."""
        return self.messages[-1].id if self.messages else ""

    @property
    def last_reply(self) -> Reply | None:
        """The last of the model's messages."""
        return next((one for one in reversed(self.messages) if isinstance(one, Reply)), None)

    def asked(self, message_id: str = "") -> UserMessage | None:
        """What the person sent under that id, or without one last."""
        sent = (one for one in reversed(self.messages) if isinstance(one, UserMessage))
        return next((one for one in sent if message_id in ("", one.id)), None)

    def clear(self) -> None:
        """Nothing was said; who has the list of messages has it still."""
        self.changes += 1
        self.messages.clear()
        self._replies.clear()
        self.system, self.parameters, self.persona = "", {}, None

    def become(self, other: Conversation) -> None:
        """Be another one; who has the list of messages has it still."""
        self.clear()
        self.messages.extend(other.messages)
        self._replies.update(other._replies)
        self.system, self.parameters, self.persona = other.system, other.parameters, other.persona

    @property
    def left_out(self) -> frozenset[str]:
        """The ids of the messages that are not sent."""
        return frozenset(one.id for one in self.messages if not isinstance(one, Notice) and one.left_out)

    def leave_out(self, message_id: str, left_out: bool) -> None:
        """Send that message no more, or again."""
        self.changes += 1
        for message in self.messages:
            if message.id == message_id and not isinstance(message, Notice):
                message.left_out = left_out

    def leave_out_replies(self) -> None:
        """Send nothing more of what came behind the person's last message."""
        self.changes += 1
        for message in takewhile(lambda one: not isinstance(one, UserMessage), reversed(self.messages)):
            if not isinstance(message, Notice):
                message.left_out = True

    def leave_server_calls(self) -> None:
        """The last turn is over, and with it what the server ran in it."""
        last = self.last_reply
        for reply in self.turn_replies:
            for call in reply.server_calls:
                call.leave(told=reply is not last)

    @property
    def turn_replies(self) -> list[Reply]:
        """Those of the last turn, in order."""
        asked = takewhile(lambda one: not isinstance(one, UserMessage | Continuation), reversed(self.messages))
        return [one for one in asked if isinstance(one, Reply)][::-1]

    def call(self, call_id: str) -> ToolCall | None:
        """The call with that id."""
        reply, place = self._place_of(call_id)
        return reply.tool_calls[place] if reply is not None and place < len(reply.tool_calls) else None

    def server_call(self, key: str) -> ServerCall | None:
        """The same of those of the server."""
        reply, place = self._place_of(key, "s")
        return reply.server_calls[place] if reply is not None and place < len(reply.server_calls) else None

    def _place_of(self, call_id: str, mark: str = "") -> tuple[Reply | None, int]:
        """The reply whose call it is, and which of them."""
        reply_id, _, place = call_id.rpartition(".")
        number = place.removeprefix(mark)
        known = place.startswith(mark) and number.isdecimal() and len(number) < 10
        return (self._replies.get(reply_id), int(number)) if known else (None, 0)

    def request_messages(self, *, all_of_them: bool = False, with_output: bool = False) -> list[dict[str, Any]]:
        """What the server is told, in the form of the chat-completions API; see core.chat.request_messages.

        `all_of_them`: also those that are left out.
        """
        wire: list[dict[str, Any]] = []
        replies = [one for one in self.messages if isinstance(one, Reply)] if with_output else []
        kept = chain.from_iterable(reply.output for reply in replies)
        answered = told_again({reply.id: reply.server_calls for reply in replies}, kept)
        if self.system:
            wire.append({"role": "system", "content": self.system})
        for message in self.messages:
            if isinstance(message, Notice) or (message.left_out and not all_of_them):
                continue
            if isinstance(message, Reply):
                content = str(message.text) or str(message.refusal)
                told = answered.get(message.id, ())
                output = message.own_output(told) if with_output else {}
                wire.extend(reply_messages(content, message.model_calls, output, told))
            else:
                wire.append(user_message(message.text, message.parts if isinstance(message, UserMessage) else ()))
        return wire

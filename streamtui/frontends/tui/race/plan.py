"""What is asked in a race of a chat, and how the reply that is kept becomes a part of the conversation.

A reply is kept by folding the contestant's own events: it has its text, figures and times as if the chat had asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from streamtui.core.chat.attachments import Attachment
from streamtui.core.chat.conversation import Conversation
from streamtui.core.chat.events import BytesReceived, ChunkReceived, PromptSubmitted, StreamEvent
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.request_messages import user_message
from streamtui.core.ports.race_entries import Entry


@dataclass(frozen=True, slots=True)
class RacePlan:
    """Who is asked what."""

    entries: Sequence[Entry]
    prompt: str
    repeated: bool
    """The prompt is the conversation's last message, asked again."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The reply that goes on in the chat; the others stand beside it."""

    label: str
    turns: Sequence[Sequence[StreamEvent]]
    """The others' turns, and behind them its own."""


def last_prompt(conversation: Conversation) -> str:
    """The person's last message."""
    last = conversation.asked()
    return last.text if last is not None else ""


def race_messages(conversation: Conversation, plan: RacePlan, parts: Sequence[Attachment] = ()) -> list[dict[str, Any]]:
    """The conversation and the prompt with its `parts`; of one that is asked again, nothing that was replied to it."""
    if not plan.repeated:
        return [*conversation.request_messages(), user_message(plan.prompt, parts)]
    messages = conversation.messages
    last = max(place for place, message in enumerate(messages) if isinstance(message, UserMessage))
    return Conversation(conversation.system, messages[: last + 1]).request_messages()


def worth_keeping(event: StreamEvent) -> list[StreamEvent]:
    """What of an event is needed to take its reply into the chat: not the bytes, nor where in them a chunk stood."""
    if isinstance(event, BytesReceived):
        return []
    return [ChunkReceived(event.at, kind=event.kind)] if isinstance(event, ChunkReceived) else [event]


def last_turn(events: Sequence[StreamEvent]) -> Sequence[StreamEvent]:
    """The turn of a contestant, the last one where it ran several times; none where it never began."""
    begins = [place for place, event in enumerate(events) if isinstance(event, PromptSubmitted)]
    return events[begins[-1] :] if begins else ()

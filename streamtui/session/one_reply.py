"""One request and its reply, as a turn without tools: what races and batches are made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from streamtui.core.chat.events import PromptSubmitted
from streamtui.core.chat.request_messages import PARTS
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import ChatProvider, ChatRequest, Take
from streamtui.session.turn import turn


async def one_reply(
    provider: ChatProvider, request: ChatRequest, clock: Clock, take: Take, written: Callable[[], Awaitable[None]]
) -> None:
    """Hand every event of the turn to `take`, its failure or a cancellation included; a cancellation is raised on.

    Nothing is sent until the prompt is `written`.
    """

    async def ask() -> None:
        await written()
        await provider.ask(request, take)

    parts = tuple(request.messages[-1].get(PARTS, ())) if request.messages else ()
    await turn(PromptSubmitted(clock.now(), last_prompt(request.messages), parts=parts), ask, clock, take)


def last_prompt(messages: Sequence[Mapping[str, Any]]) -> str:
    """What the last message says in words; nothing where it says none."""
    content = messages[-1].get("content") if messages else None
    parts = content if isinstance(content, list) else [{"text": content}]
    texts = (part.get("text") for part in parts if isinstance(part, Mapping))
    return "\n".join(text for text in texts if isinstance(text, str))

"""One request and its reply, as a turn without tools: what races and batches are made of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import ChatProvider, ChatRequest

STOPPED = Fault("cancelled", "Stopped by you; what arrived is kept.")


async def one_reply(
    provider: ChatProvider, request: ChatRequest, clock: Clock, take: Callable[[ev.StreamEvent], None]
) -> None:
    """Hand every event of the turn to `take`, its failure or a cancellation included; a cancellation is raised on."""
    take(ev.PromptSubmitted(clock.now(), last_prompt(request.messages)))
    try:
        async with aclosing(provider.stream(request)) as events:
            async for event in events:
                take(event)
        take(ev.TurnFinished(clock.now()))
    except StreamtuiError as error:
        take(ev.TurnFailed(clock.now(), error.fault))
    except asyncio.CancelledError:
        take(ev.TurnFailed(clock.now(), STOPPED))
        raise


def last_prompt(messages: Sequence[Mapping[str, Any]]) -> str:
    """What the last message says in words; nothing where it says none."""
    content = messages[-1].get("content") if messages else None
    parts = content if isinstance(content, list) else [{"text": content}]
    texts = (part.get("text") for part in parts if isinstance(part, Mapping))
    return "\n".join(text for text in texts if isinstance(text, str))

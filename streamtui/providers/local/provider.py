"""A provider whose server is a child process: started when it is needed, again when it has died."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeAlias

from streamtui.core.events import (
    ReasoningDelta,
    RefusalDelta,
    ReplyFinished,
    RetryScheduled,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
)
from streamtui.core.faults import StreamtuiError
from streamtui.core.ports import ChatProvider, ChatRequest
from streamtui.providers.local.server import LocalServer

Connect: TypeAlias = Callable[[str, str], Awaitable[ChatProvider]]
"""Makes the provider that speaks to the server at a base URL with an API key."""

_PROMPT_WAS_READ = (TextDelta, ReasoningDelta, RefusalDelta, ToolCallDelta, ReplyFinished)


@dataclass(frozen=True, slots=True)
class _Connection:
    server: LocalServer
    provider: ChatProvider

    async def close(self) -> None:
        await self.provider.close()
        await self.server.stop()


class LocalProvider:
    """Streams from the child through the provider that `connect` makes."""

    def __init__(self, start: Callable[[], Awaitable[LocalServer]], connect: Connect) -> None:
        self._start = start
        self._connect = connect
        self._connecting = asyncio.Lock()
        self._connection: _Connection | None = None

    async def ready(self) -> None:
        """Start the child if none is alive. Raises LocalModelError."""
        await self._connected()

    async def _connected(self) -> _Connection:
        async with self._connecting:
            if self._connection is None or not self._connection.server.alive:
                await self._let_go()
                server = await self._start()
                self._connection = _Connection(server, await self._connect(f"{server.url}/v1", server.key))
            return self._connection

    async def stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The events of one reply.

        llama.cpp can't be stopped while it reads a prompt, and would keep the next request waiting. So a reply that
        is given up by then costs the child its life.
        """
        connection = await self._connected()
        server = connection.server
        reading_prompt = True
        try:
            async with aclosing(connection.provider.stream(request)) as events:
                async for event in events:
                    reading_prompt = reading_prompt and not isinstance(event, _PROMPT_WAS_READ)
                    if isinstance(event, RetryScheduled) and await server.has_ended():
                        raise server.death(event.fault.kind)
                    yield event
        except (asyncio.CancelledError, GeneratorExit):
            if reading_prompt:
                server.kill()
            raise
        except StreamtuiError as error:
            if error.fault.kind in ("connection", "cut") and await server.has_ended():
                raise server.death(error.fault.kind) from error
            raise

    def retry_now(self) -> None:
        """End the wait before the next attempt, if one is under way."""
        if self._connection is not None:
            self._connection.provider.retry_now()

    async def close(self) -> None:
        """End the child."""
        async with self._connecting:
            await self._let_go()

    async def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

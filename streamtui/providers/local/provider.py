"""A provider whose server is a child process: started when it is needed, again when it has died."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TypeAlias

from streamtui.core.chat.events import (
    NoticeIssued,
    ReasoningDelta,
    RefusalDelta,
    ReplyFinished,
    RetryScheduled,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
)
from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.ports.provider import Access, ChatProvider, ChatRequest
from streamtui.providers.local.server import LocalServer

Connect: TypeAlias = Callable[[str, str], Awaitable[ChatProvider]]
"""Makes the provider that speaks to the server at a base URL with an API key."""

_TRIES = 3
_LOST = ("connection", "cut")
_UNREADABLE_CALL = "does not match the expected"
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
        self._outdated = False

    async def ready(self) -> None:
        """Start the child if none is alive. Raises LocalModelError."""
        await self._connected()

    async def access(self) -> Access:
        """Where the child listens; it is started if none is alive. Raises LocalModelError."""
        server = (await self._connected()).server
        return Access(server.base_url, server.key)

    def renew(self) -> None:
        """Start another child before the next request: `start` makes a different one now."""
        self._outdated = True

    async def _connected(self) -> _Connection:
        async with self._connecting:
            if self._connection is None or self._outdated or not self._connection.server.alive:
                await self._let_go()
                server = await self._start()
                self._outdated = False
                try:
                    self._connection = _Connection(server, await self._connect(server.base_url, server.key))
                except BaseException:
                    await server.stop()
                    raise
            return self._connection

    async def stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The events of one reply, asked for again at once where nothing was shown yet and that helps."""
        connection = await self._connected()
        async with aclosing(_asked(connection, request, _TRIES)) as events:
            async for event in events:
                yield event

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


async def _asked(connection: _Connection, request: ChatRequest, tries: int) -> AsyncGenerator[StreamEvent, None]:
    at = 0.0
    try:
        async with aclosing(_watched(connection, request, last=tries == 1)) as events:
            async for event in events:
                at = event.at
                yield event
    except _AskAgainError as again:
        if again.notice:
            yield NoticeIssued(at, again.notice)
        async with aclosing(_asked(connection, again.request, tries - 1)) as events:
            async for event in events:
                yield event


class _AskAgainError(Exception):
    """Another request will do better than waiting and retrying this one."""

    def __init__(self, request: ChatRequest, notice: str = "") -> None:
        super().__init__(notice)
        self.request = request
        self.notice = notice


async def _watched(connection: _Connection, request: ChatRequest, *, last: bool) -> AsyncGenerator[StreamEvent, None]:
    """The provider's events, with an eye on the child.

    llama.cpp can't be stopped while it reads a prompt, and would keep the next request waiting. So a reply that is
    given up by then costs the child its life.
    """
    server = connection.server
    reading_prompt = True
    try:
        async with aclosing(connection.provider.stream(request)) as events:
            async for event in events:
                reading_prompt = reading_prompt and not isinstance(event, _PROMPT_WAS_READ)
                if isinstance(event, RetryScheduled):
                    await _look_behind(event.fault, server)
                    if not last:
                        _ask_again_if_that_helps(event.fault, request)
                yield event
    except (asyncio.CancelledError, GeneratorExit):
        if reading_prompt:
            server.kill()
        raise
    except ProviderError as error:
        await _look_behind(error.fault, server)
        if reading_prompt and not last:
            _ask_again_if_that_helps(error.fault, request)
        raise


async def _look_behind(fault: Fault, server: LocalServer) -> None:
    """Raise the child's death where that is what is behind a fault."""
    if fault.kind in _LOST and await server.has_ended():
        raise server.death(fault.kind)


def _ask_again_if_that_helps(fault: Fault, request: ChatRequest) -> None:
    """llama.cpp closes a kept connection at times, and can't read a call that a small model makes up."""
    if fault.kind == "connection":
        raise _AskAgainError(request)
    if request.tools and _UNREADABLE_CALL in fault.message:
        without_tools = replace(request, tools=())
        raise _AskAgainError(without_tools, "The model made up a function, so it was asked again without functions.")

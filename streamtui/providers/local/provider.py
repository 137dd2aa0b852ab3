"""A provider whose server is a child process: started when it is needed, again when it has died."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from streamtui.core.chat.events import (
    PAYLOAD,
    NoticeIssued,
    ReplyFailed,
    ReplyFinished,
    RetryScheduled,
    StreamEvent,
)
from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.ports.provider import Access, ChatProvider, ChatRequest, Take
from streamtui.providers.local.server import LocalServer

Connect: TypeAlias = Callable[[str, str], Awaitable[ChatProvider]]
"""Makes the provider that speaks to the server at a base URL with an API key."""

_TRIES = 3
_LOST = ("connection", "cut")
_UNREADABLE_CALL = "does not match the expected"
_MADE_UP = "The model made up a function, so it was asked again without functions."


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

    async def ask(self, request: ChatRequest, take: Take) -> None:
        """See core.ports.provider.ChatProvider. Asks again at once where nothing was shown yet and that helps.

        llama.cpp can't be stopped while it reads a prompt, and would keep the next request waiting. So a reply that is
        given up by then costs the child its life.
        """
        connection = await self._connected()
        server = connection.server
        for tries_left in reversed(range(_TRIES)):
            ear = _Ear(request, take)
            try:
                await connection.provider.ask(request, ear)
                return
            except ProviderError as error:
                if error.fault.kind in _LOST and await server.has_ended():
                    death = server.death(error.fault.kind)
                    take(ReplyFailed(ear.at, death.fault))
                    raise death from error
                better = _better_request(error.fault, request) if ear.reading_prompt and tries_left else None
                if better is None:
                    take(ReplyFailed(ear.at, error.fault))
                    raise
            except BaseException:
                if ear.reading_prompt:
                    server.kill()
                raise
            if better.tools != request.tools:
                take(NoticeIssued(ear.at, _MADE_UP))
            request = better

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


class _Ear:
    """Hears what the provider tells of one request, and tells it on."""

    def __init__(self, request: ChatRequest, take: Take) -> None:
        self.at = 0.0
        """The instant of the last event."""
        self.reading_prompt = True
        self._request = request
        self._take = take

    def __call__(self, event: StreamEvent) -> None:
        """Take an event. Raises ProviderError in place of a wait that does not help."""
        self.at = event.at
        self.reading_prompt = self.reading_prompt and type(event) not in {*PAYLOAD, ReplyFinished}
        if isinstance(event, RetryScheduled) and _better_request(event.fault, self._request) is not None:
            raise ProviderError(event.fault)
        if not isinstance(event, ReplyFailed):  # until it is known what is behind it
            self._take(event)


def _better_request(fault: Fault, request: ChatRequest) -> ChatRequest | None:
    """What to ask at once after that fault, if anything.

    llama.cpp closes a kept connection at times, and can't read a call that a small model makes up.
    """
    if fault.kind in _LOST:
        return request
    if request.tools and _UNREADABLE_CALL in fault.message:
        return replace(request, tools=())
    return None

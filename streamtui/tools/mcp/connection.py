"""One life of an MCP server: a task opens the SDK's client, holds it, and closes it.

It is a task of its own as the SDK's context must be left where it was entered, while calls come from many tasks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from streamtui.config.mcp import McpServerConfig
from streamtui.tools.mcp.child import Child

if TYPE_CHECKING:
    import httpx2
    from mcp import Client

LONGEST_ANSWER = 16_000_000
"""Bytes of one answer over HTTP."""
_CONNECT_S, _READ_S = 30.0, 300.0
_LOGGERS = ("mcp", "client")
"""Where the SDK writes its remarks."""


class Connection:
    """An MCP server that is being started, or runs."""

    def __init__(self, config: McpServerConfig, tools_changed: Callable[[], None]) -> None:
        self._config = config
        self._child: Child | None = None
        self._tools_changed = tools_changed
        self._opened: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        self._leave = asyncio.Event()
        self._task = asyncio.create_task(self._live())

    @property
    def fault(self) -> str:
        """What the server did wrong, if it was ended for that."""
        return self._child.fault if self._child is not None else ""

    @property
    def last_words(self) -> str:
        """The last line that the server wrote to stderr."""
        return self._child.last_words if self._child is not None else ""

    async def client(self) -> Client:
        """The SDK's client, once the server has answered. Raises whatever kept it from that."""
        return await asyncio.shield(self._opened)

    async def close(self) -> None:
        """End the server, or leave it where it is one that others use too."""
        self._leave.set()
        if not self._opened.done():
            self._task.cancel()
        await asyncio.wait({self._task})

    async def _live(self) -> None:
        try:
            async with self._client() as client:
                self._opened.set_result(client)
                await self._leave.wait()
        except Exception as error:
            if not self._opened.done():
                self._opened.set_exception(error)
        finally:
            self._opened.cancel()

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[Client]:
        await asyncio.to_thread(_import_sdk)
        import httpx2
        from mcp import Client
        from mcp.client.stdio import get_default_environment
        from mcp.client.streamable_http import streamable_http_client
        from mcp.types import ToolListChangedNotification

        async def hear(message: object) -> None:
            if isinstance(message, ToolListChangedNotification):
                self._tools_changed()

        config = self._config
        if config.url:
            async with (
                httpx2.AsyncClient(
                    headers={**config.headers, "Accept-Encoding": "identity"},
                    timeout=httpx2.Timeout(_CONNECT_S, read=_READ_S),
                    event_hooks={"response": [_bound]},
                ) as http,
                Client(streamable_http_client(config.url, http_client=http), message_handler=hear) as client,
            ):
                yield client
        else:
            self._child = Child(config.command, list(config.args), {**get_default_environment(), **config.env})
            async with Client(self._child.streams(), message_handler=hear) as client:
                yield client


async def _bound(response: httpx2.Response) -> None:
    """Have an answer end with an error where it becomes too long."""
    import httpx2

    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise httpx2.RemoteProtocolError("it packs its answers, which it was asked not to")
    whole = cast("httpx2.AsyncByteStream", response.stream)

    class Bounded(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = LONGEST_ANSWER
            async for piece in whole:
                left -= len(piece)
                if left < 0:
                    raise httpx2.RemoteProtocolError(f"it sent an answer longer than {LONGEST_ANSWER:,} bytes")
                yield piece

        async def aclose(self) -> None:
            await whole.aclose()

    response.stream = Bounded()


def _import_sdk() -> None:
    """It takes more than a second, so this is for a thread."""
    import mcp  # noqa: F401

    for name in _LOGGERS:
        logging.getLogger(name).addHandler(logging.NullHandler())  # its remarks are not for the terminal

"""One life of an MCP server: a task opens the SDK's client, holds it, and closes it.

It is a task of its own as the SDK's context must be left where it was entered, while calls come from many tasks.
"""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TextIO, cast

from streamtui.config.mcp import McpServerConfig

if TYPE_CHECKING:
    from mcp import Client

_LAST_WORDS = 400
"""Bytes at the end of what a server wrote to stderr that are looked at."""
_CONNECT_S, _READ_S = 30.0, 300.0


class Connection:
    """An MCP server that is being started, or runs."""

    def __init__(self, config: McpServerConfig) -> None:
        self.last_words = ""
        """The last line that a server wrote to stderr which could not be started."""
        self._config = config
        self._opened: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        self._leave = asyncio.Event()
        self._task = asyncio.create_task(self._live())

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
        with cast("TextIO", tempfile.TemporaryFile("w+", errors="replace")) as stderr:
            try:
                async with _client(self._config, stderr) as client:
                    self._opened.set_result(client)
                    await self._leave.wait()
            except Exception as error:
                if not self._opened.done():
                    self.last_words = _last_line(stderr)
                    self._opened.set_exception(error)
            finally:
                self._opened.cancel()


@asynccontextmanager
async def _client(config: McpServerConfig, stderr: TextIO) -> AsyncIterator[Client]:
    await asyncio.to_thread(_import_sdk)
    import httpx2
    from mcp import Client, StdioServerParameters, stdio_client
    from mcp.client.streamable_http import streamable_http_client

    if config.url:
        timeout = httpx2.Timeout(_CONNECT_S, read=_READ_S)
        async with (
            httpx2.AsyncClient(headers=dict(config.headers), timeout=timeout) as http,
            Client(streamable_http_client(config.url, http_client=http)) as client,
        ):
            yield client
    else:
        command = StdioServerParameters(command=config.command, args=list(config.args), env=dict(config.env))
        async with Client(stdio_client(command, errlog=stderr)) as client:
            yield client


def _import_sdk() -> None:
    """It takes more than a second, so this is for a thread."""
    import mcp

    logging.getLogger(mcp.__name__).addHandler(logging.NullHandler())  # its remarks are not for the terminal


def _last_line(file: TextIO) -> str:
    file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_WORDS))
    lines = file.read().strip().splitlines()
    return lines[-1].strip() if lines else ""

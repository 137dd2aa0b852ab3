"""A tap for a test: the real engine in its own process, in the way of a server that says any bytes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from streamtui.tap.link import Link, start
from streamtui.tap.orders import Orders
from streamtui.tap.seen import Seen

Kind = TypeVar("Kind")
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Tapping:
    """A tap that runs."""

    link: Link
    seen: list[Seen] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def port(self) -> int:
        return self.link.listening.port

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    def take(self, seen: Sequence[Seen]) -> None:
        self.seen.extend(seen)
        self.news.set()

    def of(self, kind: type[Kind]) -> list[Kind]:
        """What was seen of a kind."""
        return [one for one in self.seen if isinstance(one, kind)]

    async def until(self, kind: type[Kind], count: int = 1) -> list[Kind]:
        """Wait until so many of a kind were seen; the test's time-out ends what never comes."""
        return await self.until_some(kind, lambda _: True, count)

    async def until_some(self, kind: type[Kind], wanted: Callable[[Kind], bool], count: int = 1) -> list[Kind]:
        """The same of those that are wanted."""
        while len(found := [one for one in self.of(kind) if wanted(one)]) < count:
            self.news.clear()
            await self.news.wait()
        return found


@asynccontextmanager
async def tapping(base_url: str, *, token: str = "") -> AsyncIterator[Tapping]:
    link = await start(Orders("127.0.0.1", 0, base_url, token))
    tap = Tapping(link)
    running = asyncio.create_task(link.run(tap.take))
    try:
        yield tap
    finally:
        await link.stop()
        await running
        await link.close()


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on loopback; gives its port."""
    writers: set[asyncio.StreamWriter] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await handler(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        writers.discard(writer)

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()


async def read_head(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")

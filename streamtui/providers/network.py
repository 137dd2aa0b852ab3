"""The network under the SDK's client, straight on asyncio.

The one that the client brings stops and starts the reading for every packet, in a scope of its own: at the speed of
real servers that costs more than all that is made of a chunk.
"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections import deque
from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx2

_MOST_WAITING = 1 << 20
"""Bytes that may wait to be read before the server is made to wait."""
_GREETING = b"HTTP/1."
"""How the first answer on a connection begins."""
_LONGEST_GREETING = 64


class NotHttpError(httpcore2.RemoteProtocolError):
    """What answers there speaks another language."""

    def __init__(self, said: bytes) -> None:
        super().__init__("no HTTP/1")
        self.said = said
        """How it began."""


def put_under(client: httpx2.AsyncClient) -> None:
    """Let `client` use this network for all that goes through no proxy.

    The client has no argument for it. Should its inside change, it keeps the network that it brings.
    """
    pool = getattr(client._transport, "_pool", None)  # noqa: SLF001
    if isinstance(pool, httpcore2.AsyncConnectionPool):
        pool._network_backend = Network()  # noqa: SLF001


class Network(httpcore2.AsyncNetworkBackend):
    """Makes connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[tuple[Any, ...]] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address of the host that takes it, in their order.

        Trying several at the same time fails now and then in Python 3.13.0.
        """
        connecting = asyncio.get_running_loop().create_connection(
            Connection,
            host,
            port,
            local_addr=(local_address, 0) if local_address else None,
        )
        try:
            transport, connection = await asyncio.wait_for(connecting, timeout)
        except asyncio.TimeoutError as error:
            raise httpcore2.ConnectTimeout from error
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from _first_of(error)
        except (OverflowError, ValueError) as error:  # a port or a name that can't be, as a redirect may have
            raise httpcore2.ConnectError(str(error)) from error
        for option in socket_options or ():
            transport.get_extra_info("socket").setsockopt(*option)
        return connection

    async def sleep(self, seconds: float) -> None:
        """Wait that long."""
        await asyncio.sleep(seconds)


class Connection(asyncio.Protocol, httpcore2.AsyncNetworkStream):
    """One connection; whoever reads gets what came, packet by packet."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._packets: deque[bytes] = deque()
        self._waiting = 0
        self._over = False
        self._error: Exception | None = None
        self._greeting: bytes | None = b""
        """What came of the first answer's beginning; `None` once that is known to be HTTP."""
        self._reader: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._packets.append(data)
        self._waiting += len(data)
        if self._waiting > _MOST_WAITING:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """See asyncio.Protocol."""
        self._over = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._over, self._error = True, exc
        self._wake()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next packet; nothing once the server has ended the connection."""
        if not self._packets and not self._over:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await (self._reader if timeout is None else self._within(timeout, self._reader))
            finally:
                self._reader = None
        if self._packets:
            data, paused = self._packets.popleft(), self._waiting > _MOST_WAITING
            if len(data) > max_bytes:
                self._packets.appendleft(data[max_bytes:])
                data = data[:max_bytes]
            self._waiting -= len(data)
            if self._greeting is not None:
                self._greet(self._greeting, data)
            if paused and self._waiting <= _MOST_WAITING:
                self._transport.resume_reading()
            return data
        if self._error is not None:
            raise httpcore2.ReadError(str(self._error)) from self._error
        return b""

    async def _within(self, timeout: float, reader: asyncio.Future[None]) -> None:
        """Wait for the reader. `asyncio.wait_for` forgets a cancellation in a flood of packets (before Python 3.12)."""

        def give_up() -> None:
            if not reader.done():
                reader.set_exception(httpcore2.ReadTimeout())

        timer = asyncio.get_running_loop().call_later(timeout, give_up)
        try:
            await reader
        finally:
            timer.cancel()

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send; what the network does not take at once goes out by itself."""
        del timeout
        if self._transport.is_closing():
            raise httpcore2.WriteError
        self._transport.write(buffer)

    async def aclose(self) -> None:
        """Close at once."""
        self._transport.abort()
        await asyncio.sleep(0)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        """Go on in secret."""
        starting = asyncio.get_running_loop().start_tls(
            self._transport, self, ssl_context, server_hostname=server_hostname
        )
        try:
            transport = await asyncio.wait_for(starting, timeout)
        except asyncio.TimeoutError as error:
            await self.aclose()
            raise httpcore2.ConnectTimeout from error
        except OSError as error:
            await self.aclose()
            raise httpcore2.ConnectError(str(error)) from error
        assert transport is not None
        self._transport = transport
        return self

    def get_extra_info(self, info: str) -> Any:
        """What the client wants to know of a connection."""
        if info == "is_readable":  # an idle connection on which something comes is at its end
            return bool(self._packets) or self._over
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return self._transport.get_extra_info(names.get(info, info))

    def _greet(self, greeting: bytes, data: bytes) -> None:
        """See that the first answer is HTTP: whoever speaks another language may say no more and wait for us."""
        greeting += data[: _LONGEST_GREETING - len(greeting)]
        begun = greeting[: len(_GREETING)]
        if not _GREETING.startswith(begun):
            raise NotHttpError(greeting)
        self._greeting = None if begun == _GREETING else greeting

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)


def _first_of(error: OSError) -> OSError:
    """asyncio tells what became of several addresses in one text; the number in it says what it was."""
    number = re.search(r"\[Errno (\d+)\]", str(error)) if error.errno is None else None
    return OSError(int(number[1]), os.strerror(int(number[1]))) if number else error

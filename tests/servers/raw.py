"""A loopback server that says any bytes, HTTP or not, to whoever connects."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from types import TracebackType

from typing_extensions import Self


class RawServer:
    """Says `pieces` to each connection once a request has come, or `unasked`, and closes it; or leaves it `open`.

    Use it as an async context manager. `endless` pieces are said again and again until the client goes.
    """

    def __init__(
        self,
        *pieces: bytes,
        unasked: bool = False,
        stays_open: bool = False,
        endless: Iterable[bytes] = (),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.asked = 0
        """Connections so far."""
        self._pieces = pieces
        self._unasked = unasked
        self._stays_open = stays_open
        self._endless = tuple(endless)
        self._tls = tls

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @property
    def base_url(self) -> str:
        return f"http://{self.place}/v1"

    async def __aenter__(self) -> Self:
        self._open: set[asyncio.StreamWriter] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for writer in self._open:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        self._open.add(writer)
        try:
            if not self._unasked:
                await reader.read(1 << 16)
            writer.writelines(self._pieces)
            await writer.drain()
            while self._endless:
                writer.write(b"".join(self._endless))  # `writelines` of Python 3.13.0 never waits
                await writer.drain()
            if self._stays_open:
                await reader.read()
        except ConnectionError:
            pass
        finally:
            writer.close()

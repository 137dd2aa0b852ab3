"""A loopback server in a process of its own whose chunks hold the instant at which they left.

The path says how: `/v1/RATE/CHUNKS/chat/completions`, chunks a second, 0 for as fast as they are taken. Each is a chunk
of HTTP and a packet of its own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from tests.bench.beside import beside

_CHUNK = (
    b'data: {"id":"chatcmpl-tick","object":"chat.completion.chunk","created":1,"model":"tick","choices":[{"index":0,'
    b'"delta":{"content":" word"},"finish_reason":null}],"at":%.7f}\n\n'
)
_END = (
    b'data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'
    b'data: {"id":"c","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":%d,"total_tokens":3}}\n\n'
    b"data: [DONE]\n\n"
)


@contextmanager
def ticking_server() -> Iterator[int]:
    """Its port, while it lives."""
    with beside(_serve) as port:
        yield int(port)


def _serve(ready: Connection) -> None:
    asyncio.run(_run(ready))


async def _run(ready: Connection) -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=1000)
    ready.send(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
            rate, count = map(int, head.split(b" ")[1].split(b"/")[2:4])
            await _stream(writer, rate, count)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _stream(writer: asyncio.StreamWriter, rate: int, count: int) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    began = time.monotonic()
    for number in range(count):
        if rate and (wait_s := began + number / rate - time.monotonic()) > 0:
            await asyncio.sleep(wait_s)
        writer.write(_framed(_CHUNK % time.monotonic()))
        if not rate:
            await writer.drain()
    writer.write(_framed(_END % count) + b"0\r\n\r\n")
    await writer.drain()


def _framed(data: bytes) -> bytes:
    return b"%x\r\n" % len(data) + data + b"\r\n"

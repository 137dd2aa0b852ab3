"""CPU time of `serve` for each chunk as fast as a client reads, and how late chunks are that have their instants.

`python -m tests.bench serve` prints the table. The client is a process of its own, which reads and throws away; it is
the server's process that is measured. How late: by the loop's clock when a client in the same process has a chunk, at
1,000 chunks a second.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Coroutine
from dataclasses import dataclass

from streamtui.core.chat.events import (
    BodyEnded,
    BytesReceived,
    RequestPrepared,
    RequestSent,
    ResponseStarted,
    StreamEvent,
)
from streamtui.core.ports.recordings import Lane, Recording, RecordingHeader
from streamtui.serve.answers import Answers
from streamtui.serve.faults import Faults
from streamtui.serve.playlist import Playlist
from streamtui.serve.precise_loop import precise_loop
from streamtui.serve.served import Served, served_in
from streamtui.serve.server import RecordingServer

CHUNKS = 20_000
TIMED, RATE = 3_000, 1_000
RUNS = 5
REQUEST = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 15\r\n\r\n" + b'{"stream":true}'
CLIENT = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as own:
    own.sendall(bytes.fromhex(sys.argv[2]))
    last = b""
    while not last.endswith(b"0\\r\\n\\r\\n"):
        last = (last + own.recv(1 << 16))[-65536:]
"""


@dataclass(frozen=True)
class Figure:
    """One measurement."""

    what: str
    value: float
    unit: str


def measure() -> list[Figure]:
    """The figures; of CPU time the best of several."""
    cost = min(asyncio.run(_cpu_s()) for _ in range(RUNS)) / CHUNKS
    late = sorted(_in_precise_loop(_late_s()))
    return [
        Figure(f"a chunk of {CHUNKS:,}, as fast as it is read", cost * 1e6, "µs CPU"),
        *(
            Figure(f"late at {RATE:,} a second, p{part}", late[int(part / 100 * (len(late) - 1))] * 1e3, "ms")
            for part in (50, 99, 100)
        ),
    ]


def table(figures: list[Figure]) -> str:
    """The figures as text."""
    return "\n".join(f"{figure.what:<44}{figure.value:>10.2f} {figure.unit}" for figure in figures)


def recorded(chunks: int, gap_s: float) -> list[Served]:
    """A stream of so many chunks, one in each read, the first right behind the head."""
    return served_in(Recording(RecordingHeader(), [Lane("", stream_of(chunks, gap_s))]), "bench")


def stream_of(chunks: int, gap_s: float) -> list[StreamEvent]:
    """The same as events, which begin at 0."""
    said = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    texts = ({**said, "choices": [{"index": 0, "delta": {"content": f" w{number}"}}]} for number in range(chunks))
    return [
        RequestSent(0.0, 1, "m", "http://h/v1/chat/completions"),
        RequestPrepared(0.0, "{}"),
        ResponseStarted(0.0, 200, None, (("content-type", "text/event-stream"),)),
        *(BytesReceived(0.1 + gap_s * at, f"data: {json.dumps(text)}\n\n".encode()) for at, text in enumerate(texts)),
        BodyEnded(0.1 + gap_s * chunks),
    ]


async def _cpu_s() -> float:
    """Of the server's process, while one client reads all."""
    answers = Answers(Playlist(recorded(CHUNKS, 0.0)), faults=Faults(speed=float("inf")))
    async with RecordingServer(answers, "127.0.0.1", 0, lambda *_: None) as server:
        client = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CLIENT, str(server.port), REQUEST.hex(), stdout=subprocess.DEVNULL
        )
        began = time.process_time()
        await client.wait()
        return time.process_time() - began


def _in_precise_loop(measured: Coroutine[None, None, list[float]]) -> list[float]:
    """As `serve` runs."""
    loop = precise_loop()
    try:
        return loop.run_until_complete(measured)
    finally:
        loop.close()


async def _late_s() -> list[float]:
    """Of each chunk the seconds behind its instant, counted from the request."""
    [served] = recorded(TIMED, 1 / RATE)
    async with RecordingServer(Answers(Playlist([served])), "127.0.0.1", 0, lambda *_: None) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(REQUEST)
        loop = asyncio.get_running_loop()
        began = loop.time()
        await reader.readuntil(b"\r\n\r\n")
        late = []
        for at, _ in served.packets:
            size = int(await reader.readline(), 16)
            await reader.readexactly(size + 2)
            late.append(loop.time() - began - at)
        writer.close()
        return late

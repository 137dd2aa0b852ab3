"""What the tap adds to what passes: latency and CPU time a chunk, time at full speed, and memory.

`python -m tests.bench tap` prints the table. `python -m tests.bench.tap_cost 10000` has so many requests recorded.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.bench.ticking_server import ticking_server
from tests.commands import COMMAND

RATE = 200
"""Chunks a second."""
SECONDS = 5
FAST = 20_000
"""Chunks as fast as they are read."""
REQUESTS = 1_000
"""Each of `EACH` chunks."""
EACH = 200
AT_ONCE = 4
_ASKED = '{"model": "tick", "stream": true, "messages": [{"role": "user", "content": "Go on."}]}'
_AT = re.compile(rb'"at":([\d.]+)\}')


@dataclass(frozen=True)
class Figure:
    """One measurement."""

    what: str
    value: float
    unit: str


@dataclass
class Client:
    """What it saw."""

    latencies: list[float] = field(default_factory=list)
    packets: int = 0
    size: int = 0


class _Reading(asyncio.Protocol):
    def __init__(self, request: bytes, client: Client, over: asyncio.Future[None]) -> None:
        self._request, self._client, self._over = request, client, over

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self._request)  # type: ignore[attr-defined]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        now, client = time.monotonic(), self._client
        client.packets += 1
        client.size += len(data)
        client.latencies += [now - float(at) for at in _AT.findall(data)]
        if data.endswith(b"\r\n0\r\n\r\n") and not self._over.done():
            self._over.set_result(None)
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._over.done():
            self._over.set_exception(error or ConnectionError("it ended early"))


def measure() -> list[Figure]:
    """The figures."""
    figures: list[Figure] = []
    with ticking_server() as port:
        for streams in (1, 20):
            figures += _latencies(port, streams)
        figures += _at_full_speed(port)
        figures += _memory(port, REQUESTS)
    return figures


def _latencies(port: int, streams: int) -> Iterator[Figure]:
    count = RATE * SECONDS
    without = asyncio.run(_ask(port, streams, RATE, count))
    with tap_before(port) as (tap, processes):
        asyncio.run(_ask(tap, 1, RATE, 20))
        before = _cpu_s(processes)
        through = asyncio.run(_ask(tap, streams, RATE, count))
        cpu_s = _settled_cpu_s(processes) - before
    name = f"{streams} streams at {RATE}/s"
    for percent in (50, 99):
        plain, tapped = _percentile(without, percent), _percentile(through, percent)
        yield Figure(f"{name}: p{percent} without", plain * 1e3, "ms")
        yield Figure(f"{name}: p{percent} added", (tapped - plain) * 1e3, "ms")
    got = sum(len(client.latencies) for client in through)
    yield Figure(f"{name}: chunks lost", streams * count - got, "")
    packets = [sum(client.packets for client in clients) for clients in (without, through)]
    yield Figure(f"{name}: packets without", packets[0], "")
    yield Figure(f"{name}: packets through", packets[1], "")
    yield Figure(f"{name}: CPU a chunk, both processes", cpu_s / (streams * count) * 1e6, "µs")


def _at_full_speed(port: int) -> Iterator[Figure]:
    curl = shutil.which("curl")
    if curl is None:
        return
    path = f"v1/0/{FAST}/chat/completions"

    def run(place: int) -> float:
        began = time.perf_counter()
        said = subprocess.run(
            [curl, "-sS", "-d", _ASKED, f"http://127.0.0.1:{place}/{path}"], capture_output=True, check=True
        )
        assert said.stdout.count(b'"at"') == FAST
        return time.perf_counter() - began

    without = min(run(port) for _ in range(3))
    with tap_before(port) as (tap, processes):
        run(tap)
        before = _cpu_s(processes)
        through = [run(tap) for _ in range(3)]
        cpu_s = _settled_cpu_s(processes) - before
    yield Figure(f"{FAST} chunks by curl without", without, "s")
    yield Figure(f"{FAST} chunks by curl through", min(through), "s")
    yield Figure("through over without", min(through) / without, "×")
    yield Figure("CPU a chunk at full speed, both processes", cpu_s / (3 * FAST) * 1e6, "µs")


def _memory(port: int, requests: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, tap_before(port, "--record", folder) as (tap, processes):
        for share in (0.1, 0.5, 1.0):
            asyncio.run(_many(tap, int(requests * share) - len(list(Path(folder).iterdir()))))
            _settled_cpu_s(processes)
            memory = sum(process.memory_info().rss for process in processes) / 2**20
            yield Figure(f"memory after {int(requests * share)} requests of {EACH}, both processes", memory, "MiB")
        yield Figure("recordings", sum(1 for _ in Path(folder).iterdir()), "files")


async def _many(port: int, requests: int) -> None:
    for _ in range(max(1, requests // AT_ONCE)):
        await _ask(port, AT_ONCE, 0, EACH)


async def _ask(port: int, streams: int, rate: int, count: int) -> list[Client]:
    head = (
        f"POST /v1/{rate}/{count}/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(_ASKED)}\r\n\r\n"
    )
    loop, clients, overs = asyncio.get_running_loop(), [Client() for _ in range(streams)], []
    for client in clients:
        overs.append(over := loop.create_future())
        await loop.create_connection(
            lambda client=client, over=over: _Reading((head + _ASKED).encode(), client, over),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        await asyncio.sleep(0.005 / streams)  # they are not in step
    await asyncio.gather(*overs)
    return clients


@contextmanager
def tap_before(port: int, *options: str) -> Iterator[tuple[int, list[psutil.Process]]]:
    """A tap before the server there: its own port, and its processes."""
    with listening("tap", "--headless", "--to", f"http://127.0.0.1:{port}/v1", *options) as own:
        yield own


@contextmanager
def listening(*arguments: str) -> Iterator[tuple[int, list[psutil.Process]]]:
    """A command that takes requests while the block lasts: its port, and its processes."""
    with tempfile.TemporaryFile("w+b") as told:
        process = subprocess.Popen([*COMMAND, *arguments, "--listen", "127.0.0.1:0"], stdout=told, stderr=told)
        try:
            while (found := re.search(rb":(\d+)/v1", _read(told))) is None:
                time.sleep(0.05)
            parent = psutil.Process(process.pid)
            yield int(found[1]), [parent, *parent.children()]
        finally:
            process.terminate()
            process.wait()


def _read(file: object) -> bytes:
    file.seek(0)  # type: ignore[attr-defined]
    said: bytes = file.read()  # type: ignore[attr-defined]
    return said


def _cpu_s(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _settled_cpu_s(processes: list[psutil.Process]) -> float:
    """The same once all that was told is read."""
    before, now = -1.0, _cpu_s(processes)
    while now > before:
        time.sleep(0.5)
        before, now = now, _cpu_s(processes)
    return now


def _percentile(clients: list[Client], percent: int) -> float:
    latencies = sorted(one for client in clients for one in client.latencies)
    return latencies[min(len(latencies) - 1, len(latencies) * percent // 100)]


if __name__ == "__main__":
    with ticking_server() as server:
        for figure in _memory(server, int(sys.argv[1])):
            print(f"{figure.what:<60} {figure.value:>12,.2f} {figure.unit}")

"""CPU time per chunk of a stream from a loopback server, beside a bare script that prints the SDK's own deltas.

`python -m tests.bench stream` prints the table. The server pours from a process of its own, which is not measured.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from io import StringIO
from multiprocessing.connection import Connection
from typing import Any

import openai

from streamtui.cli.clock import SystemClock
from streamtui.config.settings import Settings
from streamtui.core.chat.events import StreamEvent, TextDelta
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.provider import ChatRequest
from streamtui.providers.limits import RequestLimits
from streamtui.providers.openai_api import OpenAIProvider
from tests.bench.beside import beside
from tests.servers import replies
from tests.servers.chat_server import ChatServer, RecordedRequest

CHUNKS = 20_000
RUNS = 3
KEY = "sk-proj-of-the-bench-0123456789abcdefghij"


@dataclass(frozen=True)
class Figure:
    """One measurement."""

    reader: str
    chunks_per_packet: int
    us_per_chunk: float


class PouringServer(ChatServer):
    """The model's name is the number of chunks in a packet."""

    def answer(self, request: RecordedRequest) -> replies.Answer:
        per_packet = int(request.model)
        packet = replies.chunk({"content": "token "}) * per_packet
        return replies.Answer([packet] * (CHUNKS // per_packet) + replies.ending())


async def print_deltas(base_url: str, model: str, out: StringIO) -> None:
    """The bare script."""
    async with openai.AsyncOpenAI(base_url=base_url, api_key=KEY) as client:
        stream: Any = await client.chat.completions.create(model=model, messages=[], stream=True)
        async for chunk in stream:
            if chunk.choices:
                print(chunk.choices[0].delta.content, end="", file=out)


async def print_events(base_url: str, model: str, out: StringIO, state: ChatState | None = None) -> None:
    """The provider, with or without the fold into a state."""
    settings, clock = Settings(), SystemClock()
    limits = RequestLimits(settings.limits, clock)
    provider = OpenAIProvider(base_url, KEY, settings=settings, clock=clock, limits=limits)

    def take(event: StreamEvent) -> None:
        if state is not None:
            state.apply(event)
        if isinstance(event, TextDelta):
            print(event.text, end="", file=out)

    await provider.ask(ChatRequest(model, []), take)
    await provider.close()


async def print_folded(base_url: str, model: str, out: StringIO) -> None:
    """As the program reads it: all events folded."""
    await print_events(base_url, model, out, ChatState())


READERS: dict[str, Callable[[str, str, StringIO], Awaitable[None]]] = {
    "the SDK's models": print_deltas,
    "events": print_events,
    "events, folded": print_folded,
}


def measure(packets: tuple[int, ...] = (100, 1)) -> list[Figure]:
    """The figures of all readers, the best of a few runs each."""
    with beside(_pour) as base_url:
        return [
            Figure(name, size, min(_cpu_s(reader, base_url, str(size)) for _ in range(RUNS)) / CHUNKS * 1e6)
            for size in packets
            for name, reader in READERS.items()
        ]


def _cpu_s(reader: Callable[[str, str, StringIO], Any], base_url: str, model: str) -> float:
    began = time.process_time()
    asyncio.run(reader(base_url, model, StringIO()))
    return time.process_time() - began


def _pour(parent: Connection) -> None:
    async def serve() -> None:
        async with PouringServer() as server:
            parent.send(server.base_url)
            await asyncio.Event().wait()

    asyncio.run(serve())

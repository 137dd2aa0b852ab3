"""What `streamtui.watch` costs a program for each chunk that it reads, which may be 5 µs in its own thread.

`python -m tests.bench watch` prints the table.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from openai import OpenAI

import streamtui
from tests.servers import replies

CHUNKS = 20_000
WORDS = [replies.chunk({"content": f"word{number} "}) for number in range(100)]
HELLO: Any = [{"role": "user", "content": "Hello"}]


@dataclass(frozen=True)
class Figure:
    """One measurement, in CPU time."""

    what: str
    us_per_chunk: float


class _Pour(httpx2.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        for number in range(CHUNKS):
            yield WORDS[number % 100]
        yield replies.chunk(finish="stop") + replies.DONE


class _Transport(httpx2.BaseTransport):
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"Content-Type": "text/event-stream"}, stream=_Pour())


def _read(client: OpenAI) -> float:
    """Seconds of this thread to read one stream raw."""
    began = time.thread_time()
    with client.chat.completions.with_streaming_response.create(model="m", messages=HELLO, stream=True) as response:
        for _ in response.http_response.iter_raw():
            pass
    return time.thread_time() - began


def measure() -> list[Figure]:
    """The figures, the best of five each."""
    client = OpenAI(base_url="http://h/v1", api_key="sk-none-at-all", http_client=httpx2.Client(transport=_Transport()))
    _read(client)
    without = min(_read(client) for _ in range(5))
    own, whole = [], []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            began = time.process_time()
            with streamtui.watch(client, Path(folder) / "a.jsonl"):
                own.append(_read(client))
            whole.append(time.process_time() - began)
    return [
        Figure("in the program's own thread", (min(own) - without) / CHUNKS * 1e6),
        Figure("in all", (min(whole) - without) / CHUNKS * 1e6),
    ]

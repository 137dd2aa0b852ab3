"""While a reply comes faster than it is read, whatever else waits for the loop has its share of it."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from collections.abc import Callable

import pytest

from streamtui.core.chat.events import BytesReceived, StreamEvent
from streamtui.providers.attempt import LOOP_SHARE, PART
from tests.core.wire.streams import chunk, sse, stream
from tests.providers.talk import Talk, talk_to

WORD = sse(chunk({"content": "word "}))


def _in_chunks(events: list[bytes]) -> bytes:
    framed = b"".join(b"%x\r\n%b\r\n" % (len(event), event) for event in events)
    return b"transfer-encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n"


def _whole(events: list[bytes]) -> bytes:
    return b"connection: close\r\n\r\n" + b"".join(events)


def _packed(events: list[bytes]) -> bytes:
    return b"content-encoding: gzip\r\nconnection: close\r\n\r\n" + gzip.compress(b"".join(events))


async def _turns_of(replies: int, pieces: int, body: Callable[[list[bytes]], bytes]) -> Counter[int]:
    """How many bytes were taken in each turn of the loop, of replies at the same time that are there at once."""
    turn, taken = 0, Counter[int]()

    class Counting(Talk):
        def take(self, event: StreamEvent) -> None:
            super().take(event)
            if isinstance(event, BytesReceived):
                taken[turn] += len(event.data)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 X\r\n" + body([*([WORD] * pieces), stream()]))
        await writer.drain()
        writer.close()

    async def turning() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    others = asyncio.create_task(turning())
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        talks = await asyncio.gather(*(talk_to(url, talk=Counting()) for _ in range(replies)))
    others.cancel()
    assert all(talk.text == "word " * pieces for talk in talks)
    return taken


@pytest.mark.parametrize("body", [_in_chunks, _whole, _packed])
async def test_a_body_that_is_there_is_not_read_in_one_turn(body: Callable[[list[bytes]], bytes]) -> None:
    taken = await _turns_of(1, 2_000, body)
    assert sum(taken.values()) > 20 * LOOP_SHARE
    assert max(taken.values()) < LOOP_SHARE + PART


async def test_several_replies_that_are_there_take_no_more_of_the_loop_than_one() -> None:
    taken = await _turns_of(8, 1_000, _in_chunks)
    turns = max(taken) - min(taken) + 1
    assert sum(taken.values()) / turns < 2 * LOOP_SHARE

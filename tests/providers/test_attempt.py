"""While a reply comes faster than it is read, whatever else waits for the loop has its share of it."""

from __future__ import annotations

import asyncio
from collections import Counter

from streamtui.core.chat.events import BytesReceived, StreamEvent
from streamtui.providers.attempt import LOOP_SHARE
from tests.core.wire.streams import chunk, sse, stream
from tests.providers.talk import Talk, talk_to

WORD = sse(chunk({"content": "word "}))


async def _turns_of_a_reply(pieces: int) -> Counter[int]:
    """How many bytes were taken in each turn of the loop, of a reply that is there at once, each piece for itself."""
    turn, taken = 0, Counter[int]()

    class Counting(Talk):
        def take(self, event: StreamEvent) -> None:
            super().take(event)
            if isinstance(event, BytesReceived):
                taken[turn] += len(event.data)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        events = [*([WORD] * pieces), stream()]
        framed = b"".join(b"%x\r\n%b\r\n" % (len(event), event) for event in events)
        writer.write(b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n")
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
        talk = await talk_to(url, talk=Counting())
    others.cancel()
    assert talk.text == "word " * pieces
    return taken


async def test_a_body_that_is_there_is_not_read_in_one_turn() -> None:
    taken = await _turns_of_a_reply(2_000)
    assert sum(taken.values()) > 20 * LOOP_SHARE
    assert max(taken.values()) < LOOP_SHARE + 2 * len(WORD)

"""How an answer is written to a connection."""

from __future__ import annotations

import asyncio

from streamtui.serve.answers import Answer
from streamtui.serve.asked import Asked
from streamtui.serve.faults import Faults
from streamtui.serve.player import Player
from streamtui.serve.schedule import scheduled
from tests.serve.exchanges import SSE, exchange, served


class FakeTransport(asyncio.WriteTransport):
    """Of a client that leaves behind the third piece, which its connection is told of a turn later."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def write(self, data: object) -> None:
        assert isinstance(data, bytes)
        self.written.append(data)

    def is_closing(self) -> bool:
        return len(self.written) >= 3


async def test_nothing_more_is_written_to_a_client_that_left() -> None:
    [one] = served(exchange(*((0.1, b"data: {}\n\n") for _ in range(40))))
    answer = Answer(200, SSE, scheduled(one, Faults(speed=float("inf"))), None, "kept", Asked("POST", ""), Faults())
    transport, ended = FakeTransport(), list[str]()
    now = asyncio.get_running_loop().time()
    Player(transport, answer, since=now - 1, chunked=True, head_only=False, closes=False, done=ended.append).start()
    assert len(transport.written) == 3
    assert ended == []

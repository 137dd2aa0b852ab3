"""What comes of a stream passes at once and is looked at together: the server's side before a double of a program's."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any, cast

from streamtui.core.http.heads import read_request
from streamtui.tap.seen import Answered, Over, Received, Seen
from streamtui.tap.server_side import Program, ServerSide
from streamtui.tap.taking import Written
from streamtui.tap.watching import Watched

REQUEST = read_request(b"POST /v1/chat/completions HTTP/1.1\r\n\r\n")
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
STEP_S = 2**-9
"""Between two reads of the clock."""
CHUNK, END = b"A\r\ndata: {}\n\n\r\n", b"0\r\n\r\n"


class FakeOutbox:
    def __init__(self) -> None:
        self.told: list[Seen] = []

    def tell(self, seen: Seen) -> bool:
        self.told.append(seen)
        return True


class FakeProgram:
    """Has one exchange; what is said of it to whom is kept in `outbox`."""

    def __init__(self) -> None:
        self.outbox = FakeOutbox()
        program: Program = self
        self.side = ServerSide(program, count(1.0, STEP_S).__next__)
        self.side.connection_made(asyncio.Transport())
        self.side.expect("POST")
        self._exchange = Watched(1, REQUEST, "http://h/", 0.0, 1, cast("Any", self.outbox))
        self.passed: list[bytes] = []
        self.planned = 0

    @property
    def received(self) -> list[Received]:
        return [seen for seen in self.outbox.told if isinstance(seen, Received)]

    def now(self) -> float:
        return 9.0

    def connected(self, server: asyncio.Transport) -> None: ...

    def mark(self, exchange: Watched, at: float, end: int) -> None: ...

    def hold(self, *, uploads: bool) -> None: ...

    def switch(self) -> None: ...

    def server_ended(self) -> None: ...

    def server_lost(self, error: Exception | None) -> None: ...

    def pass_back(self, data: bytes) -> Written:
        self.passed.append(data)
        return 1.0, 1

    def look(self) -> None:
        self.side.look()

    def look_soon(self) -> None:
        self.planned += 1

    def next_exchange(self) -> Watched:
        return self._exchange

    def exchange_over(self, at: float) -> None:
        self._exchange.end(at, "end")

    def exchanges_broken(self, at: float, why: str) -> None:
        self._exchange.end(at, "broken", why)


def test_chunks_pass_at_once_and_are_looked_at_together_with_their_own_instants() -> None:
    program = FakeProgram()
    program.side.data_received(HEAD)
    assert [type(seen) for seen in program.outbox.told][-1:] == [Answered]
    for number in range(1, 4):
        program.side.data_received(CHUNK)
        assert program.passed == [HEAD, *[CHUNK] * number]
    assert (program.received, program.planned) == ([], 1)
    program.side.look()
    assert [seen.data for seen in program.received] == [b"data: {}\n\n"] * 3
    assert [seen.at for seen in program.received] == [round(1.0 + STEP_S * number, 6) for number in (1, 2, 3)]
    program.side.data_received(CHUNK)
    assert (len(program.received), program.planned) == (3, 2)
    program.side.data_received(CHUNK + END)  # which is not waited with
    assert len(program.received) == 5
    assert isinstance(program.outbox.told[-1], Over)


def test_a_stream_that_goes_on_is_looked_at_as_often_as_it_has_to_be() -> None:
    program = FakeProgram()
    program.side.data_received(HEAD)
    for _ in range(100):
        program.side.data_received(CHUNK)
    assert (len(program.received), program.planned) == (81, 4)


def test_what_is_large_or_breaks_off_is_looked_at_now() -> None:
    program = FakeProgram()
    program.side.data_received(HEAD)
    program.side.data_received(b"%x\r\n%b\r\n" % (1 << 13, bytes(1 << 13)))
    assert len(program.received) == 1
    program.side.data_received(CHUNK)
    program.side.connection_lost(None)
    assert len(program.received) == 2
    assert isinstance(over := program.outbox.told[-1], Over)
    assert over.how == "broken"

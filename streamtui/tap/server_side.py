"""The connection to the server: what comes goes to the program at once, and is looked at behind that.

Of a stream it is looked at a little later, with what came meanwhile: a process that wakes for one chunk has forgotten
how everything is done, and each step of the way is several times as dear as when it takes several in a row.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Protocol, cast

from streamtui.core.http.heads import ResponseHead
from streamtui.core.http.reader import BodyPiece, MessageEnd, ResponseReader, Unframed
from streamtui.tap.sockets import unread
from streamtui.tap.taking import LOOK_S, Written
from streamtui.tap.watching import Watched

_LARGE = 1 << 12
"""Bytes, which are no chunk of a stream that is written as it goes."""


class Program(Protocol):
    """The connection that the program made."""

    def now(self) -> float:
        """Seconds of the clock."""
        ...

    def connected(self, server: asyncio.Transport) -> None:
        """The server is reached."""
        ...

    def pass_back(self, data: bytes) -> Written:
        """Write what the server sent."""
        ...

    def mark(self, exchange: Watched, at: float, end: int) -> None:
        """What was written is to be taken up to there before what was told of the exchange is."""
        ...

    def look(self) -> None:
        """What was passed back is to be looked at."""
        ...

    def look_soon(self) -> None:
        """The same, unless more comes meanwhile."""
        ...

    def hold(self, *, uploads: bool) -> None:
        """The server takes nothing at the moment, or it does again."""
        ...

    def next_exchange(self) -> Watched | None:
        """The one that is answered next."""
        ...

    def exchange_over(self, at: float) -> None:
        """That one has its response."""
        ...

    def exchanges_broken(self, at: float, why: str) -> None:
        """No response will come any more, or none that can be told apart."""
        ...

    def switch(self) -> None:
        """Both speak something else from now on."""
        ...

    def server_ended(self) -> None:
        """The server sends no more; the program may be sending still."""
        ...

    def server_lost(self, error: Exception | None) -> None:
        """The connection to the server is over; if it was broken off it is here."""
        ...


class ServerSide(asyncio.Protocol):
    """Of one connection of the program."""

    def __init__(self, program: Program, clock: Callable[[], float] = monotonic) -> None:
        self._program = program
        self._clock = clock
        self._reader = ResponseReader()
        self.transport: asyncio.Transport | None = None
        self._current: Watched | None = None
        """The one whose response is under way."""
        self._unseen: list[tuple[float, bytes, Written]] = []
        """When what came, and how it was passed back."""

    @property
    def unframed(self) -> bool:
        """What comes is no HTTP, or no more."""
        return self._reader.unframed

    def expect(self, method: str) -> None:
        """A request of that method goes there."""
        self._reader.expect(method)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._program.connected(self.transport)

    def data_received(self, data: bytes) -> None:
        at = self._clock()
        unseen = self._unseen
        unseen.append((at, data, self._program.pass_back(data)))
        if len(data) > _LARGE or at - unseen[0][0] >= LOOK_S or self._reader.may_end(data):
            self._program.look()
        elif len(unseen) == 1:
            self._program.look_soon()

    def look(self) -> None:
        """Look at what was passed back since."""
        while unseen := self._unseen:
            self._unseen = []
            for at, data, written in unseen:
                self._look(round(at, 6), data, written)

    def _look(self, at: float, data: bytes, written: Written) -> None:
        try:
            self._look_at(data, at, written)
        except Exception as bug:  # what is wrong with our looking is not the program's to bear
            self._reader.let_go()
            self._program.exchanges_broken(at, f"The tap could not read it ({type(bug).__name__}).")

    def eof_received(self) -> bool:
        self._end("closed the connection before the response was whole")
        self._program.server_ended()
        return self.transport is not None and self.transport.can_write_eof()

    def connection_lost(self, error: Exception | None) -> None:
        if error is not None and self.transport is not None:  # what was sent was refused, and it may have said why
            for data in unread(self.transport):
                self.data_received(data)
        self._end("broke off the connection", broken=error is not None)
        self._program.server_lost(error)

    def pause_writing(self) -> None:
        self._program.hold(uploads=True)

    def resume_writing(self) -> None:
        self._program.hold(uploads=False)

    def _look_at(self, data: bytes, at: float, written: Written) -> None:
        for piece in self._reader.feed(data):
            if type(piece) is BodyPiece:
                if self._current is not None:
                    self._receive(self._current, piece.contents, at, written)
            elif isinstance(piece, ResponseHead):
                if piece.interim:
                    continue
                self._current = self._program.next_exchange()
                if self._current is not None:
                    self._current.response(piece.raw, at)
                if self._reader.unframed:
                    self._program.switch()
            elif isinstance(piece, MessageEnd):
                self._finish(at)
            elif isinstance(piece, Unframed):
                if piece.why:
                    self._program.exchanges_broken(at, f"The server sent {piece.why}.")
                elif self._current is not None:  # behind an upgrade
                    self._receive(self._current, (piece.raw,), at, written)

    def _receive(self, exchange: Watched, contents: Iterable[bytes], at: float, written: Written) -> None:
        taken_at, end = written
        for content in contents:
            exchange.received(content, at, taken_at)
        if not taken_at:
            self._program.mark(exchange, at, end)

    def _finish(self, at: float) -> None:
        self._current = None
        self._program.exchange_over(at)

    def _end(self, why: str, *, broken: bool = False) -> None:
        """Nothing more comes."""
        self.look()
        at = self._program.now()
        for piece in self._reader.end():
            if piece.whole and not broken:
                self._finish(at)
        switched, self._current = self._current if self._reader.unframed else None, None
        if switched is not None:
            switched.end(at, "end")
        self._program.exchanges_broken(at, f"The server {why}.")


async def connect(side: ServerSide, host: str, port: int, tls: ssl.SSLContext | None) -> None:
    """Reach the server; whoever cancels this has closed, too, what was reached of it.

    asyncio alone would leave a connection open that is made in the moment of that, or whose handshake is under way.

    Raises:
        OSError: it can't be reached, or not trusted.
    """
    loop = asyncio.get_running_loop()
    made = (lambda: side) if tls is None else asyncio.Protocol
    reaching = loop.create_task(loop.create_connection(made, host, port, happy_eyeballs_delay=0.25))
    try:
        plain, _ = await asyncio.shield(reaching)
    except asyncio.CancelledError:
        reaching.add_done_callback(_give_up)
        raise
    if tls is None:
        return
    try:
        spoken = await loop.start_tls(plain, side, tls, server_hostname=host)
    except BaseException:
        plain.abort()
        raise
    if spoken is None:
        raise ConnectionResetError("the connection was lost before the server spoke TLS")
    side.connection_made(spoken)


def _give_up(reaching: asyncio.Task[tuple[asyncio.Transport, asyncio.Protocol]]) -> None:
    if not reaching.cancelled() and reaching.exception() is None:
        reaching.result()[0].abort()

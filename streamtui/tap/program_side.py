"""The connection that the program made: its requests go on with another head, what comes back as it came.

For each there is one to the server, so that what either does with its own, keep it, end it or break it off, the other
sees as if nothing stood between them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import cast

from streamtui.core.http.gate import TOKEN_HEADER
from streamtui.core.http.heads import RequestHead
from streamtui.core.http.reader import BodyPiece, MessageEnd, RequestReader, Unframed
from streamtui.core.http.refusal import Refusal
from streamtui.tap.admission import CODE
from streamtui.tap.answers import answer, unreachable
from streamtui.tap.rewriting import rewritten, without
from streamtui.tap.server_side import ServerSide, connect
from streamtui.tap.shared import Shared
from streamtui.tap.sockets import break_off
from streamtui.tap.taking import LOOK_S, PATIENCE_S, Taking, Written
from streamtui.tap.watching import Watched

_WAITING = 1 << 18
"""Bytes of a request that are taken before the server is reached."""
_NONE = RequestHead("-", "-", "HTTP/1.1", (), b"- - HTTP/1.1\r\n\r\n")
"""What is told where no request came, lest nobody knows why."""
_HELLO = b"\x16"
"""So TLS begins."""
_TLS = "The program speaks TLS to the tap, which has no certificate; let its base URL begin with http://, not https://."
_HTTP_ALONE = "the tap passes on HTTP/1.1 alone."
_STOPPED = "The tap was ended before the response was whole; what arrived is kept."


class ProgramSide(asyncio.Protocol):
    """See above."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._number = shared.number()
        self._reader = RequestReader()
        self._transport: asyncio.Transport
        self._server = ServerSide(self)
        self._connecting: asyncio.Task[None] | None = None
        self._waiting = bytearray()
        """For the server, until it is reached."""
        self._exchanges: deque[Watched] = deque()
        """Those whose responses are not over, in order."""
        self._taking: Taking
        self._looking: asyncio.TimerHandle | None = None
        """What was passed back is looked at then."""
        self._asking: Watched | None = None
        """The one whose request is under way."""
        self._ended = False
        """It sends no more."""
        self._last_words: bytes | None = None
        """Our own answer, behind which nothing comes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=0)  # so it is known when the program took what
        self._taking = Taking(self._transport, self._shared)
        self._shared.connections.add(self)

    # from the program

    def data_received(self, data: bytes) -> None:
        self._server.look()
        out: list[bytes] = []
        for piece in self._reader.feed(data):
            if self._last_words is not None:
                break
            if type(piece) is BodyPiece:
                out.append(piece.raw)
                if self._asking is not None:
                    self._asking.request_piece(piece.content)
            elif isinstance(piece, RequestHead):
                self._take_head(piece, out)
            elif isinstance(piece, MessageEnd):
                if self._asking is not None:
                    self._asking.request_over(self.now())
                self._asking = None
            elif isinstance(piece, Unframed):
                if piece.why and self._asking is None:
                    self._asking = self._shared.watch(_NONE, self._shared.upstream.origin, self._number)
                    self._exchanges.append(self._asking)
                    why = _TLS if piece.raw.startswith(_HELLO) else f"The program sent {piece.why}; {_HTTP_ALONE}"
                    self._refuse(Refusal(400, why, CODE))
                else:
                    out.append(piece.raw)
        if out:
            self._pass_on(out[0] if len(out) == 1 else b"".join(out))

    def _take_head(self, head: RequestHead, out: list[bytes]) -> None:
        upstream = self._shared.upstream
        admitted = self._shared.door.admit(head)
        target = head.target if isinstance(admitted, Refusal) else admitted
        own = without(head, target, (TOKEN_HEADER,))
        asked = upstream.target(target)
        self._asking = self._shared.watch(own, f"{upstream.origin}{asked}", self._number)
        self._exchanges.append(self._asking)
        if isinstance(admitted, Refusal):
            self._refuse(admitted, with_body=head.method != "HEAD")
        else:
            self._server.expect(head.method)
            out.append(rewritten(own, asked, upstream.authority, self._shared.headers))

    def _pass_on(self, data: bytes) -> None:
        server = self._server.transport
        if server is not None and self._shared.tls is None:
            server.write(data)
            return
        if server is not None:  # where that fails nothing is left to be read: what lies there is read first
            asyncio.get_running_loop().call_soon(server.write, data)
            return
        self._waiting += data
        if self._connecting is None:
            self._connecting = asyncio.get_running_loop().create_task(self._connect())
        if len(self._waiting) > _WAITING:
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """It sends no more; where it still waits for something, it may take more."""
        self._server.look()
        self._ended = True
        server = self._server.transport
        if self._last_words is not None or not (self._exchanges or self._server.unframed):
            return False
        if server is None:
            return self._connecting is not None and self._shared.tls is None  # see below
        if server.can_write_eof():
            server.write_eof()
            return True
        return False  # over TLS nobody can say the one without the other, and it leaves, most likely

    def connection_lost(self, _: Exception | None) -> None:
        self._server.look()
        self._shared.connections.discard(self)
        at = self.now()
        if self._connecting is not None:
            self._connecting.cancel()
        if self._server.transport is not None:
            self._server.transport.abort()
        for exchange in self._exchanges:
            exchange.leave(at)
        self._exchanges.clear()
        self._taking.close()

    def now(self) -> float:
        """See Shared."""
        return self._shared.now()

    def close(self) -> None:
        """End both connections now, as the tap ends."""
        self._server.look()
        for exchange in self._exchanges:
            exchange.end(self.now(), "stopped", _STOPPED)
        self._transport.abort()

    @property
    def idle(self) -> bool:
        """Nothing is under way on it."""
        return not self._exchanges and self._reader.idle

    # to the program

    def pass_back(self, data: bytes) -> Written:
        return self._taking.write(data)

    def mark(self, exchange: Watched, at: float, end: int) -> None:
        self._taking.mark(exchange, at, end)

    def look(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self._server.look()
        if wait_s := self._taking.look():
            self._look_in(wait_s + PATIENCE_S)

    def look_soon(self) -> None:
        self._look_in(LOOK_S + PATIENCE_S)

    def _look_in(self, seconds: float) -> None:
        if self._looking is None:
            self._looking = self._shared.call_later(seconds, self.look)

    def pause_writing(self) -> None:
        self._taking.full = True
        if self._server.transport is not None:
            self._server.transport.pause_reading()

    def resume_writing(self) -> None:
        self._server.look()
        self._taking.drained()
        if self._server.transport is not None:
            self._server.transport.resume_reading()

    def _refuse(self, refusal: Refusal, *, with_body: bool = True) -> None:
        """Answer in the server's place, behind what it answers still."""
        self._last_words = answer(refusal, with_body=with_body)
        own = self._exchanges.pop() if self._asking is not None and self._exchanges else None
        if own is not None:
            own.end(self.now(), "refused", refusal.sentence, refusal.status)
        self._asking = None
        self._say_last_words()

    def _say_last_words(self) -> None:
        if self._last_words is not None and not self._exchanges and not self._transport.is_closing():
            self._transport.write(self._last_words)
            self._transport.write_eof()  # not closed: what it is still sending would take the answer away from it

    # of the server: see server_side.Program

    async def _connect(self) -> None:
        upstream = self._shared.upstream
        try:
            await connect(self._server, upstream.host, upstream.port, self._shared.tls)
        except Exception as error:
            self._waiting.clear()
            refusal, at = unreachable(upstream.origin, error), self.now()
            for exchange in self._exchanges:
                exchange.end(at, "refused", refusal.sentence, refusal.status)
            self._exchanges.clear()
            self._asking = None
            self._refuse(refusal)
            self._transport.resume_reading()

    def connected(self, server: asyncio.Transport) -> None:
        if self._transport.is_closing():
            server.abort()
            return
        self._transport.resume_reading()
        server.write(bytes(self._waiting))
        self._waiting.clear()
        if self._ended:
            server.write_eof() if server.can_write_eof() else self._transport.close()

    def hold(self, *, uploads: bool) -> None:
        (self._transport.pause_reading if uploads else self._transport.resume_reading)()

    def next_exchange(self) -> Watched | None:
        return self._exchanges[0] if self._exchanges else None

    def exchange_over(self, at: float) -> None:
        if self._exchanges:
            exchange = self._exchanges.popleft()
            exchange.end(at, "end")
            if not exchange.taken:
                self._shared.tell_soon(exchange)
        self._say_last_words()
        if self._ended and not self._exchanges:
            self._transport.close()

    def exchanges_broken(self, at: float, why: str) -> None:
        for exchange in self._exchanges:
            if self._ended:  # the server hears of that, and ends its side as well
                exchange.leave(at)
            exchange.end(at, "broken", why)
        self._exchanges.clear()

    def switch(self) -> None:
        if held := self._reader.let_go():
            self._pass_on(held)

    def server_ended(self) -> None:
        self._taking.ended = True
        if self._asking is not None and self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()

    def server_lost(self, error: Exception | None) -> None:
        if error is None or not break_off(self._transport):
            self._transport.close()

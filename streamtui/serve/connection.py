"""One client: its requests one after the other, whatever it sends and whenever it leaves."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from streamtui.core.http.heads import RequestHead, tokens
from streamtui.core.http.reader import BodyPiece, MessageEnd, RequestReader, Unframed
from streamtui.serve.answers import Answer
from streamtui.serve.player import Player
from streamtui.serve.served import Ending

_LONGEST_BODY = 1 << 26
"""Bytes that are kept of a request's body; one that is longer is read to its end, and asks nothing that is known."""
_MOST_WAITING = 16
"""Requests that came before the one before was answered; then no more is read."""
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass(slots=True)
class _Request:
    head: RequestHead
    body: bytearray
    size: int = 0
    over_at: float = 0.0

    def take(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > _LONGEST_BODY:
            self.body.clear()
        else:
            self.body += data


class Connection(asyncio.Protocol):
    """Answers what `answer` says; `gone` is called when it is closed."""

    def __init__(self, answer: Callable[[RequestHead, bytes], Answer], gone: Callable[[Connection], None]) -> None:
        self._answer = answer
        self._gone = gone
        self._reader = RequestReader()
        self._coming: _Request | None = None
        self._waiting: deque[_Request | str] = deque()
        """Whole requests, or what came in place of one, which is the last."""
        self._player: Player | None = None
        self._writable = True
        self._closing = False
        self._free_at = 0.0
        """When the answer before was over: from then on the next one is timed, if it was asked for before."""

    def abort(self) -> None:
        """Close it now."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._loop = asyncio.get_running_loop()

    def connection_lost(self, _: Exception | None) -> None:
        if self._player is not None:
            self._player.stop()
        self._waiting.clear()
        self._closing = True
        self._gone(self)

    def pause_writing(self) -> None:
        self._writable = False
        if self._player is not None:
            self._player.pause()

    def resume_writing(self) -> None:
        self._writable = True
        if self._player is not None:
            self._player.resume()

    def data_received(self, data: bytes) -> None:
        for piece in self._reader.feed(data):
            match piece:
                case RequestHead():
                    self._coming = _Request(piece, bytearray())
                    if b"100-continue" in tokens(piece.headers, b"expect") and self._player is None:
                        self._transport.write(_CONTINUE)
                case BodyPiece() if self._coming is not None:
                    self._coming.take(piece.content)
                case MessageEnd() if self._coming is not None:
                    self._coming.over_at = self._loop.time()
                    self._waiting.append(self._coming)
                    self._coming = None
                case Unframed():
                    self._coming = None
                    self._waiting.append(piece.why)
                    self._transport.pause_reading()
                    break
                case _:
                    pass
        if len(self._waiting) > _MOST_WAITING:
            self._transport.pause_reading()
        self._answer_next()

    def _answer_next(self) -> None:
        if self._player is not None or not self._waiting or self._closing:
            return
        request = self._waiting.popleft()
        if isinstance(request, str):
            self._close_on(request)
            return
        if len(self._waiting) == _MOST_WAITING:
            self._transport.resume_reading()
        self._begin(request)

    def _begin(self, request: _Request) -> None:
        head = request.head
        answer = self._answer(head, bytes(request.body))
        modern = head.version == "HTTP/1.1"
        named = tokens(head.headers, b"connection")
        unframed = answer.length is None and not modern
        closes = unframed or b"close" in named or not (modern or b"keep-alive" in named)
        self._player = Player(
            self._transport,
            answer,
            since=max(request.over_at, self._free_at),
            chunked=modern,
            head_only=head.method == "HEAD",
            closes=closes,
            done=lambda ending: self._over(ending, closes=closes),
        )
        if not self._writable:
            self._player.pause()
        self._player.start()

    def _over(self, ending: Ending, *, closes: bool) -> None:
        if ending == "stall":
            return  # until the client leaves
        self._player = None
        self._free_at = self._loop.time()
        if ending == "cut" or closes:
            self._closing = True
            self._transport.close()
        else:
            self._loop.call_soon(self._answer_next)

    def _close_on(self, why: str) -> None:
        self._closing = True
        said = f"This is no request: {why}.".encode("ascii", "replace")
        self._transport.write(
            b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(said), said)
        )
        self._transport.close()

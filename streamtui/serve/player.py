"""Writes an answer to a connection when it is due: instants are counted from the request, so no delay adds up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from http import HTTPStatus

from streamtui.serve.answers import Answer
from streamtui.serve.served import Ending, Packet

_AT_ONCE = 64
"""Packets, behind which others have their turn."""
_BARE = (204, 304)
"""Statuses without a body."""


class Player:
    """One answer under way, once it is started. The transport's flow control is passed on with `pause` and `resume`."""

    def __init__(
        self,
        transport: asyncio.WriteTransport,
        answer: Answer,
        *,
        since: float,
        chunked: bool,
        head_only: bool,
        closes: bool,
        done: Callable[[Ending], None],
    ) -> None:
        """`since` is the loop's time to count from; `chunked`: the client takes chunks; `closes`: tell it of the end.

        `done` is called with how it ended, when all is written.
        """
        self._loop = asyncio.get_running_loop()
        self._transport = transport
        self._answer = answer
        self._since = since
        self._done = done
        self._paused = self._over = False
        self._timer: asyncio.Handle | None = None
        bare = head_only or answer.status in _BARE
        self._chunked = chunked and answer.length is None and not bare
        self._pieces = self._all_pieces(bare=bare, closes=closes)
        self._next = next(self._pieces)

    def start(self) -> None:
        """Write what is due, and then all that will be."""
        self._go_on()

    def pause(self) -> None:
        """The client takes no more for now."""
        self._paused = True

    def resume(self) -> None:
        """It does again."""
        self._paused = False
        if self._timer is None:
            self._go_on()

    def stop(self) -> None:
        """Write no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._over = True

    def _go_on(self) -> None:
        self._timer = None
        now = self._loop.time() - self._since
        for _ in range(_AT_ONCE):
            if self._paused or self._over or self._transport.is_closing():
                return  # a client that left is told of later, and each write would be warned of
            due_s, data = self._next
            if due_s > now and due_s > (now := self._loop.time() - self._since):
                self._timer = self._loop.call_at(self._since + due_s, self._go_on)
                return
            if data:
                self._transport.write(data)
            following = next(self._pieces, None)
            if following is None:
                self._over = True
                self._done(self._answer.schedule.ending)
                return
            self._next = following
        self._timer = self._loop.call_soon(self._go_on)

    def _all_pieces(self, *, bare: bool, closes: bool) -> Iterator[Packet]:
        schedule = self._answer.schedule
        yield schedule.head_s, self._head(closes=closes)
        if not bare:
            for due_s, data in schedule.packets:
                yield due_s, b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data
            yield schedule.over_s, b"0\r\n\r\n" if self._chunked and schedule.ending == "end" else b""

    def _head(self, *, closes: bool) -> bytes:
        answer = self._answer
        lines = [f"HTTP/1.1 {answer.status} {_phrase(answer.status)}", *map(": ".join, answer.headers)]
        if self._chunked:
            lines.append("Transfer-Encoding: chunked")
        elif answer.length is not None and answer.status not in _BARE:
            lines.append(f"Content-Length: {answer.length}")
        if closes:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""

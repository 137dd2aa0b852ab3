"""What all connections of an engine share."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from itertools import count
from typing import Protocol

from streamtui.core.http.heads import RequestHead
from streamtui.tap.admission import Door
from streamtui.tap.orders import Orders
from streamtui.tap.outbox import Outbox
from streamtui.tap.unread import SocketDiagnosis
from streamtui.tap.upstream import upstream_of
from streamtui.tap.watching import Watched

_TAKEN_S = 1.0
"""How long it is waited for a program to take the rest."""


class Connection(Protocol):
    """One that a program made."""

    @property
    def idle(self) -> bool:
        """Nothing is under way on it."""
        ...

    def close(self) -> None:
        """End it now, and the one to the server."""
        ...


class Shared:
    """What all connections share."""

    def __init__(self, orders: Orders, outbox: Outbox) -> None:
        self.upstream = upstream_of(orders.base_url)
        self.headers = orders.headers
        self.door = Door(orders.host, orders.token)
        self.tls = ssl.create_default_context() if self.upstream.tls else None
        self.connections: set[Connection] = set()
        self.diagnosis = SocketDiagnosis()
        self._outbox = outbox
        self._untold: set[Watched] = set()
        self._loop = asyncio.get_running_loop()
        self._exchanges = count(1)
        self._numbers = count(1)

    def now(self) -> float:
        """Seconds of the monotonic clock, as recordings keep them."""
        return round(time.monotonic(), 6)

    def call_later(self, seconds: float, what: Callable[[], object]) -> asyncio.TimerHandle:
        """Do it then."""
        return self._loop.call_later(seconds, what)

    def tell_soon(self, exchange: Watched) -> None:
        """It is over, and the program has not taken all of it: that is waited for a little."""
        self._untold.add(exchange)
        self.call_later(_TAKEN_S, lambda: self._tell(exchange))

    def tell_all(self) -> None:
        """Nothing is waited for any more."""
        for exchange in list(self._untold):
            self._tell(exchange)

    def _tell(self, exchange: Watched) -> None:
        self._untold.discard(exchange)
        exchange.tell_end()

    def number(self) -> int:
        """That of a connection that was made."""
        return next(self._numbers)

    def watch(self, head: RequestHead, url: str, connection: int) -> Watched:
        """A request came."""
        return Watched(next(self._exchanges), head, url, self.now(), connection, self._outbox)

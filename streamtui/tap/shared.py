"""What all connections of an engine share."""

from __future__ import annotations

import ssl
import time
from itertools import count
from typing import Protocol

from streamtui.core.http.heads import RequestHead
from streamtui.tap.admission import Door
from streamtui.tap.orders import Orders
from streamtui.tap.outbox import Outbox
from streamtui.tap.upstream import upstream_of
from streamtui.tap.watching import Watched


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
        self.door = Door(orders.host, orders.token)
        self.tls = ssl.create_default_context() if self.upstream.tls else None
        self.connections: set[Connection] = set()
        self._outbox = outbox
        self._exchanges = count(1)
        self._numbers = count(1)

    def now(self) -> float:
        """Seconds of the monotonic clock, as recordings keep them."""
        return round(time.monotonic(), 6)

    def number(self) -> int:
        """That of a connection that was made."""
        return next(self._numbers)

    def watch(self, head: RequestHead, url: str, connection: int) -> Watched:
        """A request came."""
        return Watched(next(self._exchanges), head, url, self.now(), connection, self._outbox)

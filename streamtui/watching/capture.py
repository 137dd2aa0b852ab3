"""What is taken down of one exchange in the program's own path: bytes and instants, handed to a queue.

Nothing here waits, decodes or raises; a chunk costs about a microsecond.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from streamtui.core.chat.events import BodyEnding
from streamtui.core.observed.exchange import RawHeaders, SeenRequest

_MOST_BEHIND = 1 << 26
"""Bytes of an exchange that may wait to be decoded; one that is further ahead is recorded no more."""
_RETRIES = "x-stainless-retry-count"
"""In which the SDK says how many attempts there were before."""


class Journal(Protocol):
    """Takes what is told of exchanges, in whatever thread."""

    closed: bool
    """Nothing is taken any more."""
    put: Callable[[tuple[Capture, float, Any]], None]
    """The exchange, the instant, and what happened: bytes that came, or one of the classes below."""


class Began:
    """The request is on its way."""


class Started:
    """The response's headers came."""

    def __init__(self, status: int, headers: RawHeaders) -> None:
        self.status, self.headers = status, headers


class Ended:
    """Nothing more is read; or there is no response, where none started."""

    def __init__(self, how: BodyEnding, error: BaseException | None = None) -> None:
        self.how, self.error = how, error


class Capture:
    """One exchange. Its calls come one after the other, as the program reads."""

    __slots__ = ("_handed", "_journal", "_now", "_over", "attempt", "decoded", "lost", "request", "who")

    def __init__(self, request: Any, journal: Journal, now: Callable[[], float] = time.monotonic) -> None:
        """`request` is httpx's."""
        self.request = SeenRequest(
            request.method, str(request.url), tuple(request.headers.raw), getattr(request, "_content", b"")
        )
        retries = request.headers.get(_RETRIES, "")
        self.attempt = int(retries) + 1 if retries.isdecimal() and len(retries) < 4 else 1
        self.who = _who()
        """In whose course it happens: a task's, or a thread's. The SDK makes all attempts of a request in one."""
        self.lost = False
        """More came than could be decoded in time."""
        self.decoded = 0
        """Bytes that the journal has done with."""
        self._handed = 0
        self._journal = journal
        self._now = now
        self._over = False
        journal.put((self, now(), Began()))

    def started(self, response: Any) -> None:
        """The response, httpx's."""
        self._tell(Started(response.status_code, tuple(response.headers.raw)))

    def read(self, data: bytes) -> None:
        """One read of the body."""
        if self.lost or self._journal.closed:
            return
        self._handed += len(data)
        if self._handed - self.decoded > _MOST_BEHIND:
            self.lost = True
        else:
            self._journal.put((self, self._now(), data))

    def ended(self, how: BodyEnding, error: BaseException | None = None) -> None:
        """It is over; what is told after that counts no more."""
        if not self._over:
            self._over = True
            self._tell(Ended(how, error))

    def _tell(self, what: Started | Ended) -> None:
        if not self._journal.closed:
            self._journal.put((self, self._now(), what))


def _who() -> tuple[str, int]:
    try:
        task = asyncio.current_task()
    except RuntimeError:
        task = None
    return ("thread", threading.get_ident()) if task is None else ("task", id(task))

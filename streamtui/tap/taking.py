"""When the program took what it was sent: as it read it, where the system tells that, else as its system took it."""

from __future__ import annotations

import asyncio
import socket
from collections import deque

from streamtui.tap.shared import Shared
from streamtui.tap.sockets import unsent
from streamtui.tap.watching import Watched

_LOOK_S = 0.01
"""How often it is looked; so exact the instants are."""
_SELDOM_S, _LONG_S = 0.1, 2.0
"""How often at one that has read nothing for so long."""


class Taking:
    """What was written to a program, and what of it is not taken yet."""

    def __init__(self, transport: asyncio.Transport, shared: Shared) -> None:
        self._transport = transport
        self._shared = shared
        self._own: socket.socket | None = transport.get_extra_info("socket")
        self._question = shared.diagnosis.question(self._own) if self._own is not None else b""
        self._looks = shared.diagnosis.unread(self._question) is not None
        """The system tells how much it has not read."""
        self._closed = False
        """Nothing more is written; what was may still wait to be read."""
        self.ended = False
        """So the program was told, which waits there like a byte."""
        self._planned = False
        self.full = False
        """No more can be written at the moment; set by the transport."""
        self._written = 0
        self._marks: deque[tuple[int, Watched, int, float]] = deque()
        """Of each read its end in what was written, whose it is, which it is of that, and when it came."""

    def write(self, data: bytes) -> float:
        """Write; returns when the program had it, 0 where that is not known yet."""
        self._written += len(data)
        self._transport.write(data)
        return 0.0 if self.full or self._looks else self._shared.now()

    def mark(self, exchange: Watched, at: float) -> None:
        """The exchange's last read ends with what was written last."""
        self._marks.append((self._written, exchange, exchange.reads, at))
        if self._looks:
            self._plan(_LOOK_S)

    def drained(self) -> None:
        """All is with the program's system."""
        self.full = False
        if not self._looks:
            self._take(self._written)

    def close(self) -> None:
        """The connection is over on this side."""
        self._closed = True
        if not self._looks:
            self._marks.clear()

    def _plan(self, seconds: float) -> None:
        if not self._planned:
            self._planned = True
            self._shared.call_later(seconds, self._look)

    def _look(self) -> None:
        self._planned = False
        if not self._marks:
            return
        unread = self._shared.diagnosis.unread(self._question)
        if unread is None:  # the program closed it, or it can't be seen any more
            self._looks = False
            unread = 0
        unread = max(0, unread - 1) if self.ended or self._closed else unread
        self._take(self._written - self._on_the_way() - unread)
        if not self._looks:
            self._marks.clear()
        elif self._marks:
            waits_s = self._shared.now() - self._marks[0][3]
            self._plan(_LOOK_S if waits_s < _LONG_S else _SELDOM_S)

    def _on_the_way(self) -> int:
        """Bytes that are not with the program's system."""
        if self._closed or self._own is None or self._transport.is_closing():
            return 0
        return self._transport.get_write_buffer_size() + unsent(self._own)

    def _take(self, end: int) -> None:
        at, marks = self._shared.now(), self._marks
        taken: dict[Watched, int] = {}
        while marks and marks[0][0] <= end:
            _, exchange, reads, _ = marks.popleft()
            taken[exchange] = reads
        for exchange, reads in taken.items():
            exchange.take(at, reads)

"""When the program took what it was sent: as it read it, where the system tells that, else as its system took it."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import TypeAlias

from streamtui.tap.shared import Shared
from streamtui.tap.sockets import unsent
from streamtui.tap.watching import Watched

LOOK_S = 0.05
"""How often it is looked, which costs more than a chunk does: with a chunk that comes then, or `PATIENCE_S` later."""
PATIENCE_S = 0.01
"""So much longer it is waited for one, as a process that wakes for nothing else costs more. Both together are how exact
the instants are.
"""
_SELDOM_S, _LONG_S = 0.1, 2.0
"""How often at one that has read nothing for so long."""

Written: TypeAlias = tuple[float, int]
"""When the program had it, 0 where that is not known yet; and where it ends in all that was written."""


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
        self._looked_at = 0.0
        self.full = False
        """No more can be written at the moment; set by the transport."""
        self._written = 0
        self._marks: deque[tuple[int, Watched, int, float]] = deque()
        """Of each read its end in what was written, whose it is, which it is of that, and when it came."""

    def write(self, data: bytes) -> Written:
        """Write it."""
        self._written = end = self._written + len(data)
        self._transport.write(data)
        return (0.0 if self.full or self._looks else self._shared.now()), end

    def mark(self, exchange: Watched, at: float, end: int) -> None:
        """The exchange's last read, which came then, ends there."""
        self._marks.append((end, exchange, exchange.reads, at))

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

    def look(self) -> float:
        """See what of it is taken, if that is due; returns in how many seconds it is again, 0: it is not."""
        if not (self._marks and self._looks):
            return 0.0
        if (wait_s := self._looked_at + LOOK_S - self._shared.now()) > 0:
            return wait_s
        self._looked_at = self._shared.now()
        self._look()
        if not self._marks:
            return 0.0
        return LOOK_S if self._looked_at - self._marks[0][3] < _LONG_S else _SELDOM_S

    def _look(self) -> None:
        unread = self._shared.diagnosis.unread(self._question)
        if unread is None:  # the program closed it, or it can't be seen any more
            self._looks = False
            unread = 0
        unread = max(0, unread - 1) if self.ended or self._closed else unread
        self._take(self._written - self._on_the_way() - unread)
        if not self._looks:
            self._marks.clear()

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

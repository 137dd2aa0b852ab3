"""What the engine has to tell, until it is told: bounded, and never waited for.

Where whoever reads is too slow, the bodies of exchanges are told no further; that, and how much it was, is.
"""

from __future__ import annotations

import os
from asyncio import AbstractEventLoop, TimerHandle

from streamtui.tap.seen import Received, RequestPiece, Seen, Taken, framed

_GATHER_S = 0.05
"""So long things gather before they are told, lest each wakes two processes; a screen is drawn no oftener."""
_MOST = 16 << 20
"""Bytes that wait; of what is no body twice as many."""
_AT_ONCE = 1 << 18


class Outbox:
    """Writes to a pipe that does not block."""

    def __init__(self, descriptor: int, loop: AbstractEventLoop) -> None:
        self._descriptor = descriptor
        self._loop = loop
        self._waiting = bytearray()
        self._timer: TimerHandle | None = None
        self._broken = False
        """Nobody reads any more."""

    def tell(self, seen: Seen) -> bool:
        """Say it soon; `False` where it is not said at all."""
        waiting = self._waiting
        few = isinstance(seen, RequestPiece | Received | Taken)
        if self._broken or len(waiting) > (_MOST if few else 2 * _MOST):
            return False
        waiting += framed(seen)
        if self._timer is None:  # one that comes while the pipe is full finds it so, and waits on
            self._timer = self._loop.call_later(_GATHER_S, self._write)
        return True

    @property
    def empty(self) -> bool:
        """All was said."""
        return not self._waiting or self._broken

    def _write(self) -> None:
        self._timer = None
        waiting = self._waiting
        try:
            while waiting:
                with memoryview(waiting) as view:
                    written = os.write(self._descriptor, view[:_AT_ONCE])
                del waiting[:written]
            self._loop.remove_writer(self._descriptor)
        except BlockingIOError:
            self._loop.add_writer(self._descriptor, self._write)
        except OSError:
            self._loop.remove_writer(self._descriptor)
            self._broken = True
            waiting.clear()

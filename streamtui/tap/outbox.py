"""What the engine has to tell, until it is told: bounded, and never waited for.

What comes gathers a while, as each time that something is told wakes two processes, which costs more than all else that
is done for a chunk. Where whoever reads is too slow, the bodies of exchanges are told no further; that, and how much it
was, is.
"""

from __future__ import annotations

import os
import sys
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Mapping
from contextlib import suppress

from streamtui.tap.seen import Answered, Came, Received, RequestPiece, Seen, Taken, framed

_SOON_S = 0.05
"""After which it is told what began or ended."""
_MOST: Mapping[type[Seen], int] = {Received: 16 << 20, Taken: 16 << 20, RequestPiece: 64 << 20}
"""Bytes that wait, at which no more is told of a response's body, which may go on for ever, and of an upload's, which
comes as fast as it is read and is over soon.
"""
_IN_ALL = 96 << 20
"""Of what is no body, which is told soon, too."""
_COST = 32
"""Bytes of one that has no bytes in it, roughly."""
_AT_ONCE = 1 << 15
"""Bytes that are written without more ado: whoever reads them is done soon, and has the processor from what passes no
longer than that.
"""
_PIPE = 1 << 20
_WITH_DATA, _WITH_HEAD = (Received, RequestPiece), (Came, Answered)


class Outbox:
    """Writes to a pipe that does not block."""

    def __init__(self, descriptor: int, loop: AbstractEventLoop, gather_s: float) -> None:
        """`gather_s`: see Orders."""
        self._descriptor = descriptor
        self._loop = loop
        self._gather_s = max(gather_s, _SOON_S)
        self._untold: list[Seen] = []
        self._untold_size = 0
        """Bytes that they will be, roughly."""
        self._waiting = bytearray()
        """Those that are on the way, as they cross."""
        self._timer: TimerHandle | None = None
        self._soon = False
        """The timer is that of what is told soon."""
        self._full = False
        """So is the pipe: it says itself when more can be written."""
        self._broken = False
        """Nobody reads any more."""
        _widen(descriptor)

    def tell(self, seen: Seen) -> bool:
        """Say it soon; `False` where it is not said at all."""
        most = _MOST.get(type(seen))
        if self._broken or self._untold_size + len(self._waiting) > (most or _IN_ALL):
            return False
        self._untold.append(seen)
        self._untold_size += _size(seen)
        if self._untold_size > _AT_ONCE:
            self._frame()
            if not self._full:
                self.write()
        elif not self._full and (self._timer is None or not (most or self._soon)):
            self._plan(soon=most is None)
        return True

    @property
    def empty(self) -> bool:
        """All was said."""
        return not (self._waiting or self._untold) or self._broken

    def write(self) -> None:
        """Say all that waits, as far as it is taken."""
        self._drop_timer()
        self._frame()
        waiting = self._waiting
        try:
            while waiting:
                with memoryview(waiting) as view:
                    written = os.write(self._descriptor, view[:_PIPE])
                del waiting[:written]
            self._wait_for_room(False)
        except BlockingIOError:
            self._wait_for_room(True)
        except OSError:
            self._wait_for_room(False)
            self._broken = True
            waiting.clear()

    def _frame(self) -> None:
        """All at once, which costs a fraction of one after the other."""
        if self._untold:
            self._waiting += framed(self._untold)
            self._untold.clear()
            self._untold_size = 0

    def _plan(self, *, soon: bool) -> None:
        self._drop_timer()
        self._soon = soon
        self._timer = self._loop.call_later(_SOON_S if soon else self._gather_s, self.write)

    def _drop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait_for_room(self, full: bool) -> None:
        if full and not self._full:
            self._loop.add_writer(self._descriptor, self.write)
        elif self._full and not full:
            self._loop.remove_writer(self._descriptor)
        self._full = full


def _size(seen: Seen) -> int:
    if isinstance(seen, _WITH_DATA):
        return _COST + len(seen.data)
    return _COST + len(seen.head) if isinstance(seen, _WITH_HEAD) else _COST


def _widen(descriptor: int) -> None:
    """Let the pipe hold what is written at once, where the system can."""
    if sys.platform == "linux":
        from fcntl import F_SETPIPE_SZ, fcntl

        with suppress(OSError):
            fcntl(descriptor, F_SETPIPE_SZ, _PIPE)

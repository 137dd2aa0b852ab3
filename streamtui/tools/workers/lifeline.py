"""What ties a worker to the program: it ends with it, and all that it started, in the midst of whatever it does."""

from __future__ import annotations

import os
import signal
import sys
from types import TracebackType

_LOOK_S = 1.0


def end_all() -> None:
    """End this process and those that it started."""
    if sys.platform != "win32":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


class Lifeline:
    """The pipe on which the program, which keeps silent during a call, is heard when it ends.

    On Linux the kernel itself then ends the group of processes: one that computes may hold the interpreter for ever,
    and no thread of it would come to look. Elsewhere such a thread is all there is.
    """

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._parent = os.getppid()
        if sys.platform not in ("linux", "win32"):
            import threading

            threading.Thread(target=self._watch, daemon=True).start()

    def __enter__(self) -> None:
        if sys.platform == "linux":
            import fcntl
            import select

            fcntl.fcntl(self._pipe, fcntl.F_SETOWN, -os.getpgrp())
            fcntl.fcntl(self._pipe, fcntl.F_SETSIG, signal.SIGKILL)
            self._set_async(on=True)
            look = select.poll()
            look.register(self._pipe, select.POLLIN)
            if look.poll(0):  # it ended just before
                end_all()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if sys.platform == "linux":
            self._set_async(on=False)

    def _set_async(self, *, on: bool) -> None:
        import fcntl

        flags = fcntl.fcntl(self._pipe, fcntl.F_GETFL)
        fcntl.fcntl(self._pipe, fcntl.F_SETFL, flags | os.O_ASYNC if on else flags & ~os.O_ASYNC)

    def _watch(self) -> None:
        import time

        while os.getppid() == self._parent:
            time.sleep(_LOOK_S)
        end_all()

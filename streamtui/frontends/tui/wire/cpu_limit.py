"""A bound on what a regular expression of a person's may take, which can be more than the age of the world.

`re` looks for signals while it searches, so a timer of the process can end it; other ways would need another process.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

from streamtui.core.wire.wire_filter import FilterError


class TooSlowError(FilterError):
    """It took longer than it may."""


@contextmanager
def cpu_limit(limit_s: float) -> Iterator[None]:
    """Raises TooSlowError inside of the block, once the process has computed for so long.

    Signals reach the main thread alone, so the block is to run there; elsewhere it has no limit.
    """
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _too_slow)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, limit_s)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.signal(signal.SIGVTALRM, before)


def _too_slow(*_: object) -> None:
    raise TooSlowError("The regular expression takes too long; write it without repeats inside of repeats.")

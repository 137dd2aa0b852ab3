"""Ctrl-C and SIGTERM, for commands that run in an event loop."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress


def cancel_on_signals() -> None:
    """Let either cancel the task that runs now."""
    task = asyncio.current_task()
    if task is not None:
        with suppress(NotImplementedError):  # Windows: Ctrl-C interrupts the loop itself
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)

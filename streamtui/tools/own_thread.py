"""Code of others on a thread of its own, which holds up neither other work nor the program's end if it hangs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


async def in_own_thread(function: Callable[[], T]) -> T:
    """Like asyncio.to_thread, but on a thread that is left alone if this is cancelled."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    outcome: list[Any] = [None, None]

    def work() -> None:
        try:
            outcome[0] = function()
        except BaseException as error:
            outcome[1] = error
        with suppress(RuntimeError):  # the loop is gone, and nobody waits
            loop.call_soon_threadsafe(done.set)

    threading.Thread(target=work, name="tool", daemon=True).start()
    await done.wait()
    if outcome[1] is not None:
        raise outcome[1]
    result: T = outcome[0]
    return result

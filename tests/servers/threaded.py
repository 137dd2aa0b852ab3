"""A test server in a thread of its own, for what runs an event loop itself: the commands, and the app."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from tests.servers.chat_server import ChatServer

_Server = TypeVar("_Server", bound=ChatServer)


@contextmanager
def in_thread(server: _Server) -> Iterator[_Server]:
    """Serve while the block lasts."""
    loop = asyncio.new_event_loop()
    serving, over = threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with server:
            serving.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    serving.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()

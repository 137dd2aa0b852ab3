"""The engine: listens, passes on, and tells its parent. It is a process of its own, so that nothing there stops it.

Its parent writes one line to it, what it is to do, as JSON. When that pipe ends, requests that are under way are seen
to their end; on `stop` nothing is.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from contextlib import suppress

import msgspec

from streamtui.core.http.listening import why_not
from streamtui.tap.orders import Orders
from streamtui.tap.outbox import Outbox
from streamtui.tap.program_side import ProgramSide
from streamtui.tap.seen import Listening, NotListening
from streamtui.tap.shared import Shared

_BACKLOG = 1_000
_LAST_WORDS_S = 1.0


async def serve(orders: Orders, lines: asyncio.Queue[str], outbox: Outbox) -> None:
    """Take requests until told otherwise."""
    try:
        shared = Shared(orders, outbox)
        server = await asyncio.get_running_loop().create_server(
            lambda: ProgramSide(shared), orders.host, orders.port, backlog=_BACKLOG
        )
    except OSError as error:
        outbox.tell(NotListening(why_not(error)))
        await _told(outbox)
        return
    host, port = server.sockets[0].getsockname()[:2]
    outbox.tell(Listening(host, port))
    said = await lines.get()
    server.close()
    while not said and any(not connection.idle for connection in shared.connections):
        with suppress(asyncio.TimeoutError):  # the parent is gone, what the program waits for is not
            said = await asyncio.wait_for(lines.get(), 0.1)
    for connection in list(shared.connections):
        connection.close()
    await asyncio.sleep(0)  # in which they end, and tell so
    shared.tell_all()
    outbox.write()
    await _told(outbox)


async def _told(outbox: Outbox) -> None:
    for _ in range(int(_LAST_WORDS_S * 100)):
        if outbox.empty:
            return
        await asyncio.sleep(0.01)


async def run() -> None:
    """Do as the first line of stdin says."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        with suppress(RuntimeError):  # the loop is over
            for line in sys.stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line.strip())
            loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()
    told = os.dup(sys.stdout.fileno())
    os.set_blocking(told, False)
    first = await lines.get()
    if first:
        orders = msgspec.json.decode(first, type=Orders)
        await serve(orders, lines, Outbox(told, loop, orders.gather_s))


def _open_the_most() -> None:
    """A connection takes two files, and each program has a limit of its own."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(ValueError, OSError):  # macOS names no limit, and has one
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main() -> None:
    """The process, which streamtui.tap.link starts."""
    for name in ("SIGINT", "SIGHUP", "SIGTSTP"):  # those are meant for the parent, which says what is to be done
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN)
    _open_the_most()
    gc.freeze()  # what was imported stays, and need not be looked through
    asyncio.run(run())
    os._exit(0)  # the thread that reads is in the middle of it

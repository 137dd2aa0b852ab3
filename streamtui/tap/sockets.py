"""What asyncio does not say of a socket, where the system does."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

if sys.platform != "win32":
    from fcntl import ioctl
    from termios import TIOCOUTQ

_AT_ONCE_READ = 1 << 18
_AT_ONCE = struct.pack("ii", 1, 0)


def break_off(transport: asyncio.Transport) -> bool:
    """End the connection as one that broke off; only where nothing that was written gets lost by it."""
    own: socket.socket | None = transport.get_extra_info("socket")
    if transport.is_closing() or own is None or transport.get_write_buffer_size() or unsent(own):
        return False
    own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    transport.abort()
    return True


def unread(transport: asyncio.Transport) -> Iterator[bytes]:
    """What came before a connection broke off and was not read, as writing failed first; of TLS nothing."""
    own: socket.socket | None = transport.get_extra_info("socket")
    if own is None or transport.get_extra_info("sslcontext") is not None:
        return
    with suppress(OSError), socket.socket(fileno=os.dup(own.fileno())) as same:
        while data := same.recv(_AT_ONCE_READ):
            yield data


def unsent(own: socket.socket) -> int:
    """Bytes that the system holds, as the other side did not take them yet."""
    if sys.platform == "win32":
        return 1  # nobody says
    waiting: int = struct.unpack("i", ioctl(own.fileno(), TIOCOUTQ, bytes(4)))[0]
    return waiting

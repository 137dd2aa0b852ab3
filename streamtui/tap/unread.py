"""How much of what was written to a program of this machine it has not read: what Linux says of its socket.

What is written lies in the program's own socket until it reads, for minutes if it likes, and no write would wait for
so little. Only there it shows whether the program is slow.
"""

from __future__ import annotations

import socket
import struct
import sys
from contextlib import suppress

_BY_FAMILY, _REQUEST, _SOCK_DIAG = 20, 1, 4
_HEADER = struct.Struct("=IHHII")
_WANTED = struct.Struct("=BBBBI")
_WHO = struct.Struct("!HH16s16sI8s")
_ANY_COOKIE = b"\xff" * 8
_RECEIVE_QUEUE = _HEADER.size + 4 + _WHO.size + 4
"""Where it stands in an answer: behind what the socket is, and when it expires."""
_ALL_STATES = 0xFFFFFFFF


class SocketDiagnosis:
    """Asks the system; where it does not tell, nothing is known."""

    def __init__(self) -> None:
        self._netlink: socket.socket | None = None
        if sys.platform == "linux":
            with suppress(OSError):
                self._netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG)
                self._netlink.setblocking(False)

    def question(self, own: socket.socket) -> bytes:
        """What to ask for the socket at the other end; nothing where it can't be asked for."""
        if self._netlink is None:
            return b""
        try:
            (host, port, *_), (peer, peer_port, *_) = own.getsockname(), own.getpeername()
            ends = (socket.inet_pton(own.family, place).ljust(16, b"\0") for place in (peer, host))
        except OSError:  # it is gone already
            return b""
        who = _WHO.pack(peer_port, port, *ends, 0, _ANY_COOKIE)
        wanted = _WANTED.pack(own.family, socket.IPPROTO_TCP, 0, 0, _ALL_STATES) + who
        return _HEADER.pack(_HEADER.size + len(wanted), _BY_FAMILY, _REQUEST, 1, 0) + wanted

    def unread(self, question: bytes) -> int | None:
        """Bytes that wait in that socket; `None` where there is none on this machine, or none that is seen."""
        if self._netlink is None or not question:
            return None
        try:
            self._netlink.send(question)
            answer = self._netlink.recv(4096)
        except OSError:
            return None
        if _HEADER.unpack_from(answer)[1] != _BY_FAMILY:
            return None
        waiting: int = struct.unpack_from("=I", answer, _RECEIVE_QUEUE)[0]
        return waiting

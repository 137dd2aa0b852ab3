"""A client below all libraries: what comes is kept as the packets in which it was read."""

from __future__ import annotations

import json
import socket
from collections import deque
from typing import Any

from streamtui.core.http.heads import ResponseHead
from streamtui.core.http.reader import BodyPiece, HttpPiece, MessageEnd, ResponseReader
from tests.known import known


class RawClient:
    """One connection to a server. Use it as a context manager."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._reader = ResponseReader()
        self._pieces: deque[HttpPiece] = deque()

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """These bytes, as they are."""
        self._socket.sendall(data)

    def ask(self, path: str = "/v1/chat/completions", method: str = "POST", **body: Any) -> None:
        """Send a request without waiting for its answer."""
        self._reader.expect(method)
        data = json.dumps(body).encode()
        self.send(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)

    def read(self) -> bytes:
        """What comes next; nothing at the end."""
        return self._socket.recv(1 << 20)

    def answer(self) -> tuple[ResponseHead, bytes, bool]:
        """The head of the next answer, its body, and whether it came to its end."""
        head: ResponseHead | None = None
        body = bytearray()
        while True:
            while self._pieces:
                match self._pieces.popleft():
                    case ResponseHead() as head:
                        pass
                    case BodyPiece() as piece:
                        body += piece.content
                    case MessageEnd() as end:
                        return known(head), bytes(body), end.whole
                    case piece:
                        raise AssertionError(piece)
            data = self.read()
            self._pieces += self._reader.feed(data) if data else self._reader.end()
            if not data and not self._pieces:
                return known(head), bytes(body), False

"""One direction of a connection, bytes in, as the messages in it: any cuts, and no byte changed."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass
from typing import TypeAlias

from streamtui.core.http.bodies import Body, body_of_request, body_of_response
from streamtui.core.http.heads import (
    HeaderLines,
    HttpError,
    RequestHead,
    ResponseHead,
    read_request,
    read_response,
)

LONGEST_HEAD = 1 << 20
"""Bytes; servers take some ten thousand."""
_HEAD_END = re.compile(rb"\n\r?\n")
_END_SIZE = 3


@dataclass(frozen=True, slots=True)
class BodyPiece:
    """What one read brought of a body."""

    raw: bytes
    """The bytes as they came."""
    contents: tuple[bytes, ...] = ()
    """What they say, without the sizes of chunks: of each chunk that it brought, whole or in part, the bytes."""

    @property
    def content(self) -> bytes:
        """All of that; may be nothing."""
        return self.contents[0] if len(self.contents) == 1 else b"".join(self.contents)


@dataclass(frozen=True, slots=True)
class MessageEnd:
    """The message is over; also one without a body has an end."""

    whole: bool = True
    """Else the connection ended before it."""
    trailers: HeaderLines = ()


@dataclass(frozen=True, slots=True)
class Unframed:
    """Bytes that belong to no message: behind an upgrade, or behind what is no HTTP."""

    raw: bytes
    why: str = ""
    """What they are, where it is for them that all that follows is unframed; see HttpError."""


HttpPiece: TypeAlias = RequestHead | ResponseHead | BodyPiece | MessageEnd | Unframed


class _Reader(ABC):
    """See the two below."""

    def __init__(self) -> None:
        self._held = bytearray()
        """The beginning of a head."""
        self._body: Body | None = None
        self._unframed = False

    @property
    def idle(self) -> bool:
        """It is between two messages."""
        return self._body is None and not self._held and not self._unframed

    @property
    def in_body(self) -> bool:
        """More of a body is to come."""
        return self._body is not None

    @property
    def unframed(self) -> bool:
        """No messages are read any more."""
        return self._unframed

    def may_end(self, data: bytes) -> bool:
        """With those bytes, which were not fed yet, something may begin or end; else they are of the body's middle."""
        return self._body is None or self._body.may_end(data)

    def let_go(self) -> bytes:
        """Read no messages any more: what follows is another protocol. Gives what was held back."""
        self._unframed, self._body = True, None
        return self._taken_out()

    def feed(self, data: bytes) -> list[HttpPiece]:
        """What these bytes bring, in order."""
        pieces: list[HttpPiece] = []
        start = 0
        while start < len(data):
            if self._unframed:
                pieces.append(Unframed(data[start:] if start else data))
                break
            take = self._take_head if self._body is None else self._take_body
            start = take(data, start, pieces)
        return pieces

    def _give_up(self, rest: bytes, why: str, pieces: list[HttpPiece]) -> None:
        self._unframed, self._body = True, None
        pieces.append(Unframed(self._taken_out() + rest, why))

    def _taken_out(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held

    def end(self) -> list[MessageEnd]:
        """The connection takes no more: the end of the message that was under way, if one was."""
        body, self._body = self._body, None
        if body is not None:
            return [MessageEnd(body.ends_with_connection, body.trailers)]
        return []

    def _take_body(self, data: bytes, start: int, pieces: list[HttpPiece]) -> int:
        body = self._body
        assert body is not None
        content: list[bytes] = []
        end = body.feed(data, start, content)
        raw = data if end - start == len(data) else data[start:end]
        pieces.append(BodyPiece(raw, tuple(content)))
        if body.broken:
            self._give_up(data[end:], body.broken, pieces)
            return len(data)
        if body.over:
            self._body = None
            pieces.append(MessageEnd(True, body.trailers))
        return end

    def _take_head(self, data: bytes, start: int, pieces: list[HttpPiece]) -> int:
        if not self._held:
            while start < len(data) and data[start] in b"\r\n":  # which nobody minds between two messages
                start += 1
        held, before = self._held, len(self._held)
        held += data[start : start + LONGEST_HEAD + 1]
        if held and not 0x20 < held[0] < 0x7F:  # as TLS begins, whose speaker would wait for ever for an answer
            del held[before:]
            self._give_up(data[start:], "bytes that no message of HTTP/1.1 begins with", pieces)
            return len(data)
        end = next((found.end() for found in _HEAD_END.finditer(held, max(0, before - _END_SIZE))), 0)
        if (end or len(held)) > LONGEST_HEAD:
            del held[before:]
            self._give_up(data[start:], "a head of more than 1 MiB", pieces)
            return len(data)
        if not end:
            return len(data)
        try:
            self._take(bytes(held[:end]), pieces)
        except HttpError as error:
            del held[before:]
            self._give_up(data[start:], str(error), pieces)
            return len(data)
        held.clear()
        return start + end - before

    @abstractmethod
    def _take(self, raw: bytes, pieces: list[HttpPiece]) -> None:
        """Read a whole head, and know from it what body follows. Raises HttpError."""


class RequestReader(_Reader):
    """What a client sends."""

    def _take(self, raw: bytes, pieces: list[HttpPiece]) -> None:
        head = read_request(raw)
        self._body = body_of_request(head)
        pieces.append(head)
        if self._body is None:
            pieces.append(MessageEnd())


class ResponseReader(_Reader):
    """What a server sends; it must be told of the requests, as not all are answered with a body."""

    def __init__(self) -> None:
        super().__init__()
        self._methods: deque[str] = deque()

    def expect(self, method: str) -> None:
        """A request of that method left."""
        self._methods.append(method)

    def _take(self, raw: bytes, pieces: list[HttpPiece]) -> None:
        head = read_response(raw)
        pieces.append(head)
        if head.interim:
            return
        method = self._methods.popleft() if self._methods else "GET"
        self._body = body_of_response(head, method)
        if head.status == 101 or (method == "CONNECT" and head.status < 300):
            self._unframed, self._body = True, None
        elif self._body is None:
            pieces.append(MessageEnd())

"""How long the body of a message is, and what its bytes say once the framing is taken off."""

from __future__ import annotations

import re
from typing import Protocol

from streamtui.core.http.heads import HeaderLines, HttpError, RequestHead, ResponseHead, tokens, values

_LONGEST_LINE = 1 << 16
"""Bytes of a chunk's size with what is said beside it, or of a trailer."""
_MOST_TRAILERS = 100
_END, _NO_END = b"\r\n\r\n", b"\r\n\r\n\r\n"
"""A body ends in a blank line; behind two of them a chunk does, of lines that end so."""
_SHORT = 8
"""Bytes, which may be the rest of an end."""
_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)
_LENGTH = re.compile(rb"\d{1,18}")


class Body(Protocol):
    """The body of a message that is under way."""

    @property
    def over(self) -> bool:
        """All of it was fed."""
        ...

    @property
    def ends_with_connection(self) -> bool:
        """Its end is that of the connection."""
        ...

    @property
    def trailers(self) -> HeaderLines:
        """Headers that came behind it."""
        ...

    @property
    def broken(self) -> str:
        """Why nobody knows where it ends, once that is so: then no more of it is taken."""
        ...

    def feed(self, data: bytes, start: int, content: list[bytes]) -> int:
        """Take bytes from `start` on, and append what they say; returns where its own end."""
        ...

    def may_end(self, data: bytes, /) -> bool:
        """What ends in those bytes may be all of it; to know costs less than to feed them."""
        ...


class LengthBody:
    """So many bytes; or all that come, where nobody said how many."""

    ends_with_connection = False
    trailers: HeaderLines = ()
    broken = ""

    def __init__(self, length: int | None) -> None:
        self._left = length
        self.ends_with_connection = length is None

    @property
    def over(self) -> bool:
        return self._left == 0

    def feed(self, data: bytes, start: int, content: list[bytes]) -> int:
        end = len(data) if self._left is None else min(len(data), start + self._left)
        if end > start:
            content.append(data[start:end])
        if self._left is not None:
            self._left -= end - start
        return end

    def may_end(self, _: bytes, /) -> bool:
        return self._left is not None


class ChunkedBody:
    """Chunks, each with its size before it, and trailers behind the last."""

    ends_with_connection = False

    def __init__(self) -> None:
        self.over = False
        self.broken = ""
        self._left = 0
        self._line = bytearray()
        """The beginning of a line whose end has not come."""
        self._in_chunk = False
        self._in_trailers = False
        self._trailers: list[tuple[bytes, bytes]] = []

    @property
    def trailers(self) -> HeaderLines:
        return tuple(self._trailers)

    def feed(self, data: bytes, start: int, content: list[bytes]) -> int:
        size = len(data)
        while start < size and not self.over and not self.broken:
            if self._left:
                end = min(size, start + self._left)
                content.append(data[start:end])
                self._left -= end - start
                start = end
                continue
            stop = data.find(b"\n", start)
            end = size if stop < 0 else stop
            if len(self._line) + end - start > _LONGEST_LINE:
                self.broken = "a chunk whose size takes more than 64 KiB"
                return start
            if stop < 0:
                self._line += data[start:end]
                return size
            line = bytes(self._line) + data[start:end] if self._line else data[start:end]
            self._line.clear()
            self._take_line(line.removesuffix(b"\r"))
            start = start if self.broken else stop + 1
        return start

    def may_end(self, data: bytes, /) -> bool:
        return len(data) < _SHORT or (data.endswith(_END) and not data.endswith(_NO_END))

    def _take_line(self, line: bytes) -> None:
        if self._in_trailers:
            if not line:
                self.over = True
            elif len(self._trailers) < _MOST_TRAILERS:
                name, _, value = line.partition(b":")
                self._trailers.append((name, value.strip(b" \t")))
        elif self._in_chunk:
            if line:
                self.broken = "a chunk that is longer than its size"
            self._in_chunk = False
        elif (found := _SIZE.fullmatch(line)) is None:
            self.broken = f"a chunk without a size: {line[:40].decode('latin-1')!a}"
        else:
            self._left = int(found[1], 16)
            self._in_chunk = self._left > 0
            self._in_trailers = self._left == 0


def body_of_request(head: RequestHead) -> Body | None:
    """The body that follows; `None` where there is none. Raises HttpError where its length can't be known."""
    if codings := tokens(head.headers, b"transfer-encoding"):
        if codings[-1] != b"chunked":
            raise HttpError("a request whose transfer coding has no end")
        return ChunkedBody()
    length = _length(head.headers)
    return LengthBody(length) if length else None


def body_of_response(head: ResponseHead, method: str) -> Body | None:
    """The body that follows on a request of that method; `None` where there is none. Raises HttpError."""
    if method == "HEAD" or head.status < 200 or head.status in (204, 304):
        return None
    if codings := tokens(head.headers, b"transfer-encoding"):
        return ChunkedBody() if codings[-1] == b"chunked" else LengthBody(None)
    length = _length(head.headers)
    return None if length == 0 else LengthBody(length)


def _length(headers: HeaderLines) -> int | None:
    said = {word.strip() for value in values(headers, b"content-length") for word in value.split(b",")}
    if not said:
        return None
    if len(said) > 1 or _LENGTH.fullmatch(word := said.pop()) is None:
        raise HttpError("a body of which nobody knows the length")
    return int(word)

"""The head of a message: its first line and its headers, as they stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

HeaderLines: TypeAlias = tuple[tuple[bytes, bytes], ...]
"""Names and values in the order in which they stand, without the spaces around a value."""
_REQUEST = re.compile(rb"([!#$%&'*+.^_`|~\w-]+) ([^\s\x00-\x1f\x7f]+) (HTTP/1\.\d)[ \t]*")
_RESPONSE = re.compile(rb"(HTTP/1\.\d) (\d{3})(?: ([^\x00\r\n]*))?[ \t]*")
_FOLD = re.compile(rb"\n[ \t]+")
"""A header that goes on in another line, which was allowed once."""
_NAME = re.compile(rb"[!#$%&'*+.^_`|~\w-]+")
_SHOWN = 40


class HttpError(ValueError):
    """The bytes are not HTTP/1.1; the text says what they are, as the object of a sentence."""


@dataclass(frozen=True, slots=True)
class RequestHead:
    """What a request begins with."""

    method: str
    target: str
    """As it stands there: a path with its query, mostly."""
    version: str
    headers: HeaderLines
    raw: bytes
    """The bytes, up to and with the blank line."""


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """What a response begins with."""

    version: str
    status: int
    reason: str
    headers: HeaderLines
    raw: bytes

    @property
    def interim(self) -> bool:
        """Another one follows for the same request."""
        return 100 <= self.status < 200 and self.status != 101


def host_in_url(host: str) -> str:
    """A host as it stands in a URL.

    >>> host_in_url("::1"), host_in_url("localhost")
    ('[::1]', 'localhost')
    """
    return f"[{host}]" if ":" in host else host


def values(headers: HeaderLines, name: bytes) -> list[bytes]:
    """What the headers of that name say, which is in small letters.

    >>> values(((b"Via", b"a"), (b"via", b"b")), b"via")
    [b'a', b'b']
    """
    return [value for other, value in headers if other.lower() == name]


def tokens(headers: HeaderLines, name: bytes) -> list[bytes]:
    """The words of a header that is a list, in small letters."""
    words = (word.strip().lower() for value in values(headers, name) for word in value.split(b","))
    return [word for word in words if word]


def encodings(headers: HeaderLines) -> list[str]:
    """How a body is packed, one upon the other."""
    return [name.decode("latin-1") for name in tokens(headers, b"content-encoding")]


def read_request(raw: bytes) -> RequestHead:
    """Read a head that ends in a blank line. Raises HttpError."""
    first, headers = _read(raw)
    if (found := _REQUEST.fullmatch(first)) is None:
        raise HttpError(f"no request of HTTP/1.1: {_shown(first)}")
    method, target, version = (part.decode("latin-1") for part in found.groups())
    return RequestHead(method, target, version, headers, raw)


def read_response(raw: bytes) -> ResponseHead:
    """Read a head that ends in a blank line. Raises HttpError."""
    first, headers = _read(raw)
    if (found := _RESPONSE.fullmatch(first)) is None:
        raise HttpError(f"no response of HTTP/1.1: {_shown(first)}")
    version, status, reason = found.groups()
    return ResponseHead(version.decode("latin-1"), int(status), (reason or b"").decode("latin-1"), headers, raw)


def _read(raw: bytes) -> tuple[bytes, HeaderLines]:
    first, line_end, rest = raw.strip(b"\r\n").replace(b"\r\n", b"\n").partition(b"\n")
    headers: list[tuple[bytes, bytes]] = []
    for line in _FOLD.sub(b" ", rest).split(b"\n") if line_end else ():
        name, colon, value = line.partition(b":")
        if not colon or _NAME.fullmatch(name) is None:
            raise HttpError(f"a header that is none: {_shown(line)}")
        headers.append((name, value.strip(b" \t")))
    return first, tuple(headers)


def _shown(line: bytes) -> str:
    return ascii(line[:_SHOWN].decode("latin-1"))

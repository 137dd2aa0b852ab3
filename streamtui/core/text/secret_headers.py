"""Which headers hold a secret by their names."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator

from streamtui.core.text.secrets import HIDDEN, Secrets

_SECRET = re.compile(r"(?:^|[-_])(?:authorization|cookie|set-cookie|(?:api)?key|token|secret|password)$", re.IGNORECASE)
"""By their last word: `x-api-key`, and not `x-ratelimit-remaining-tokens`."""
_SCHEME = re.compile(r"\s*(bearer|basic|token)\s+", re.IGNORECASE)
_COOKIES = re.compile(r"(?:^|[-_])(?:set-)?cookie$", re.IGNORECASE)
_SHORTEST_COOKIE = 16
"""Characters; shorter ones are settings, whose words would be missed elsewhere."""


def shown_headers(headers: Iterable[tuple[bytes, bytes]], secrets: Secrets) -> tuple[tuple[str, str], ...]:
    """Names and values as text, in their order: the values of secrets as asterisks, and known keys wherever they stand.

    >>> shown_headers([(b"Authorization", b"Bearer abc"), (b"Accept", b"*/*")], Secrets())
    (('Authorization', '***'), ('Accept', '*/*'))
    """
    texts = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return tuple((secrets.hide(name), HIDDEN if _SECRET.search(name) else secrets.hide(value)) for name, value in texts)


def header_secrets(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[str]:
    """The secrets in headers that hold one, as they stand there, without the scheme before them, and as they are meant.

    >>> list(header_secrets([(b"Authorization", b"Bearer abc"), (b"Accept", b"*/*")]))
    ['abc']
    >>> list(header_secrets([(b"Cookie", b"theme=dark; id=0123456789abcdef")]))
    ['0123456789abcdef']
    """
    for name, raw in headers:
        value = raw.decode("latin-1")
        if _COOKIES.search(name.decode("latin-1")):
            said = (one.partition("=")[2].strip() for one in value.split(";"))
            yield from (one for one in said if len(one) >= _SHORTEST_COOKIE)
        elif _SECRET.search(name.decode("latin-1")):
            scheme = _SCHEME.match(value)
            secret = value[scheme.end() :] if scheme is not None else value
            yield secret
            if scheme is not None and scheme[1].lower() == "basic":
                yield from _of_basic(secret)


def _of_basic(secret: str) -> Iterator[str]:
    try:
        yield b64decode(secret).decode("utf-8", "replace").partition(":")[2]
    except ValueError:
        return

"""Which headers hold a secret by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from streamtui.core.text.secrets import Secrets

_SECRET = re.compile(r"(?:^|[-_])(?:authorization|cookie|set-cookie|(?:api)?key|token|secret|password)$", re.IGNORECASE)
"""By their last word: `x-api-key`, and not `x-ratelimit-remaining-tokens`."""
_HIDDEN = "***"
_SCHEME = re.compile(r"(?:bearer|basic|token)\s+", re.IGNORECASE)


def shown_headers(headers: Iterable[tuple[bytes, bytes]], secrets: Secrets) -> tuple[tuple[str, str], ...]:
    """Names and values as text, in their order: the values of secrets as asterisks, and known keys wherever they stand.

    >>> shown_headers([(b"Authorization", b"Bearer abc"), (b"Accept", b"*/*")], Secrets())
    (('Authorization', '***'), ('Accept', '*/*'))
    """
    texts = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return tuple(
        (secrets.hide(name), _HIDDEN if _SECRET.search(name) else secrets.hide(value)) for name, value in texts
    )


def header_secrets(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[str]:
    """The secrets in headers that hold one, as they stand there, without the scheme before them.

    >>> list(header_secrets([(b"Authorization", b"Bearer abc"), (b"Accept", b"*/*")]))
    ['abc']
    """
    for name, value in headers:
        if _SECRET.search(name.decode("latin-1")):
            yield _SCHEME.sub("", value.decode("latin-1"), count=1)

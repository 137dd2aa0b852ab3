"""Which headers hold a secret by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from streamtui.core.text.secrets import Secrets

_SECRET = re.compile(r"(?:^|[-_])(?:authorization|cookie|set-cookie|(?:api)?key|token|secret|password)$", re.IGNORECASE)
"""By their last word: `x-api-key`, and not `x-ratelimit-remaining-tokens`."""
_HIDDEN = "***"


def shown_headers(headers: Iterable[tuple[bytes, bytes]], secrets: Secrets) -> tuple[tuple[str, str], ...]:
    """Names and values as text, in their order: the values of secrets as asterisks, and known keys wherever they stand.

    >>> shown_headers([(b"Authorization", b"Bearer abc"), (b"Accept", b"*/*")], Secrets())
    (('Authorization', '***'), ('Accept', '*/*'))
    """
    texts = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return tuple(
        (secrets.hide(name), _HIDDEN if _SECRET.search(name) else secrets.hide(value)) for name, value in texts
    )

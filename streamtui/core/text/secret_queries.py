"""The query of a URL without what is secret in it: an API's version is to be seen, a key is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.secrets import HIDDEN, Secrets

_SECRET = re.compile(r"key|token|secret|passw|pwd|sig|auth|cred|code|session|jwt|sas", re.IGNORECASE)
"""What stands in the names of those that hold one."""
_PLAIN = re.compile(r"[\w.,:+-]{0,40}")
"""What a version, a name or a number looks like; anything else may be a key."""


def shown_query(url: str, secrets: Secrets | None = None) -> str:
    """The query as it stands there with its `?`, or nothing; values of secrets are asterisks.

    >>> shown_query("https://h/v1?api-version=2024-10-21&key=abc#x")
    '?api-version=2024-10-21&key=***'
    """
    try:
        query = urlsplit(url).query
    except ValueError:
        return ""
    shown = "&".join(_shown(one) for one in query.split("&"))
    return display_safe(f"?{(secrets or Secrets()).redact(shown)}", keep_newlines=False) if query else ""


def query_secrets(url: str) -> Iterator[str]:
    """The values of secrets in the query of a URL, as they are meant.

    >>> list(query_secrets("https://h/v1?api-version=2024-10-21&key=abc"))
    ['abc']
    """
    try:
        query = urlsplit(url).query
    except ValueError:
        return
    for name, value in parse_qsl(query, keep_blank_values=True):
        if _SECRET.search(name):
            yield value


def _shown(parameter: str) -> str:
    name, sign, value = parameter.partition("=")
    harmless = not _SECRET.search(unquote_plus(name)) and _PLAIN.fullmatch(unquote_plus(value))
    return parameter if harmless else f"{name if sign else ''}{sign}{HIDDEN}"

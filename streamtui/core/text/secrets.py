"""Keys taken out of texts that a person, a log or a file will see."""

from __future__ import annotations

import re

_HIDDEN = "***"
_SHORTEST_KNOWN = 8
"""A shorter key is a placeholder such as `none`; hiding it would only mangle the text."""

_KEY_NAME = r"(?:(?:x[-_])?(?:goog[-_])?api[-_ ]?key(?:[ ]provided)?|access[-_]token|(?:client|api)[-_]secret|password)"
_SECRETS = re.compile(
    rf"""
      (?P<header> (?:proxy-)?authorization ["']? \s* [:=] \s* ["']? ) (?:(?:basic|bearer|token) \s+)? [^\s"',;}}]+
    | (?P<bearer> \bbearer \s+ ) (?!token|auth) [\w.~+/*=-]+
    | (?P<named> (?<![A-Za-z0-9]) {_KEY_NAME} ["']? \s* [:=] \s* ["']? ) [^\s"'”&,;)}}]+
    | (?P<query> [?&](?:key|token|sig|signature) = ) [^\s"'&#)]+
    | (?P<user> :// ) [^\s/@"'?#]+ (?= @ )
    | (?<![A-Za-z0-9]) (?: (?:sk|csk|xai|pplx|nvapi) - | (?:gsk|hf|r8|ghp) _ ) [\w*.-]{{5,}} [\w*]
    | \b AIza [\w-]{{20,}}
    | (?<![\w-]) eyJ [\w-]{{8,}} \. [\w-]+ \. [\w-]*
    """,
    re.IGNORECASE | re.VERBOSE,
)


def redact(text: str, *known: str) -> str:
    """`text` with every key, authorization value and URL's user info as `***`, and the `known` secrets too.

    >>> redact("401 for Bearer abc.def at https://me:pw@api.example/v1")
    '401 for Bearer *** at https://***@api.example/v1'
    """
    text = hide(text, *known)
    return _SECRETS.sub(lambda found: (found[found.lastgroup] if found.lastgroup else "") + _HIDDEN, text)


def hide(text: str, *known: str) -> str:
    """`text` with the `known` secrets as `***`, and nothing else changed."""
    for secret in known:
        if len(secret) >= _SHORTEST_KNOWN:
            text = text.replace(secret, _HIDDEN)
    return text


class MaskedBody:
    """The bytes of a body, read by read, with a known secret in them as asterisks, so that no byte moves.

    Of one that is cut by the end of a read, fewer characters stay than a key is long.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode() if len(secret) >= _SHORTEST_KNOWN else b""
        self._begun = 0
        """So many bytes of it stood at the end of what was read."""

    def masked(self, data: bytes) -> bytes:
        """The next read."""
        secret, before = self._secret, self._begun
        if not secret:
            return data
        seen = (secret[:before] + data).replace(secret, b"*" * len(secret))
        sizes = range(min(len(secret) - 1, len(seen)), 0, -1)
        self._begun = begun = next((size for size in sizes if seen.endswith(secret[:size])), 0)
        if begun >= _SHORTEST_KNOWN:
            seen = seen[:-begun] + b"*" * begun
        return seen[before:]

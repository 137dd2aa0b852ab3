"""Keys taken out of texts that a person, a log or a file will see."""

from __future__ import annotations

import re
from typing import Any

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
    | \b eyJ [\w-]{{8,}} \. [\w-]+ \. [\w-]*
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


def redact_json(value: Any) -> Any:
    """`redact` for every text in a JSON value, which must not be deep."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {redact(name): redact_json(inner) for name, inner in value.items()}
    return [redact_json(inner) for inner in value] if isinstance(value, list) else value


def hide(text: str, *known: str) -> str:
    """`text` with the `known` secrets as `***`, and nothing else changed."""
    for secret in known:
        if len(secret) >= _SHORTEST_KNOWN:
            text = text.replace(secret, _HIDDEN)
    return text

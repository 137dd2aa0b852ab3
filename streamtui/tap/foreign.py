"""APIs of others that pass, and whose replies are not decoded."""

from __future__ import annotations

import re

_FOREIGN = (
    (re.compile(r"/messages/?\Z"), "Anthropic's API"),
    (re.compile(r"/api/(?:chat|generate)/?\Z"), "Ollama's own API"),
    (re.compile(r"/v1beta/models/[^/]+:\w+\Z"), "Gemini's own API"),
)


def foreign_api(method: str, path: str) -> str:
    """Whose API it is; nothing where that is not known.

    >>> foreign_api("POST", "/v1/messages")
    "Anthropic's API"
    """
    return next((name for pattern, name in _FOREIGN if method == "POST" and pattern.search(path)), "")

"""What is asked at a path: one of the APIs whose replies are read, or something else."""

from __future__ import annotations

import re

from streamtui.core.chat.events.wire import RAW

_CHAT = re.compile(r"(?:/chat)?/completions")
_RESPONSES = re.compile(r"/responses")
_ONE_RESPONSE = re.compile(r"/responses/[^/]+")


def api_of(method: str, path: str) -> str:
    """`chat`, `responses` or `RAW`, for a path without its query, below whatever prefix.

    >>> api_of("POST", "/openai/deployments/d/chat/completions")
    'chat'
    """
    path = path.rstrip("/")
    if method == "POST" and _ends(_CHAT, path):
        return "chat"
    if _ends(_RESPONSES, path) if method == "POST" else method == "GET" and _ends(_ONE_RESPONSE, path):
        return "responses"
    return RAW


def _ends(pattern: re.Pattern[str], path: str) -> bool:
    return re.search(rf"{pattern.pattern}\Z", path) is not None

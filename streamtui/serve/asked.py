"""A request as it is looked for among the recorded ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.json_text.values import text
from streamtui.core.text.secrets import redact

CHAT = "chat/completions"
RESPONSES = "responses"
MODELS = "models"
_APART = ("model", "stream", "stream_options")
"""What of a body is not what is asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted."""

    method: str
    endpoint: str
    model: str = ""
    said: str | None = None
    """As `said_in` makes it; `None` where the body is no JSON."""
    streamed: bool = False


def asked_in(method: str, target: str, body: bytes) -> Asked:
    """What a request with that target and body asks for."""
    endpoint = endpoint_of(target)
    fields = parsed_object(body.decode(errors="replace"))
    return Asked(method, endpoint, text(fields.get("model")), said_in(endpoint, fields), fields.get("stream") is True)


def endpoint_of(url: str) -> str:
    """What is asked there, whatever stands before it.

    >>> endpoint_of("https://host/openai/deployments/x/chat/completions?api-version=1"), endpoint_of("/v1/embeddings")
    ('chat/completions', 'embeddings')
    """
    try:
        path = urlsplit(url).path.strip("/")
    except ValueError:
        return ""
    for known in (CHAT, RESPONSES, MODELS):
        if f"/{path}".endswith(f"/{known}"):
            return known
    _, version, behind = path.partition("v1/")
    return behind if version else path


def said_in(endpoint: str, body: str | Mapping[str, Any]) -> str | None:
    """What a body asks, written in one way: messages or input, the system's word included; `None` where it is no JSON.

    What looks like a key is asterisks in it, as recordings hold no keys.
    """
    fields = parsed_object(body) if isinstance(body, str) else body
    if not fields:
        return None
    if endpoint == CHAT:
        said: object = fields.get("messages")
    elif endpoint == RESPONSES:
        words = fields.get("input")
        said = [fields.get("instructions"), [{"role": "user", "content": words}] if isinstance(words, str) else words]
    else:
        said = {name: value for name, value in fields.items() if name not in _APART}
    return redact(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")))

"""The error that a server reports inside a stream, in any of the forms it has there."""

from __future__ import annotations

from typing import Any

from streamtui.core.json_text.values import mapping, mappings

_SENTENCES = ("message", "detail", "msg", "errors")
_CODES = ("code", "error_code", "status_code", "statusCode")
_WORDS = ("type", "object", "status")
_FINE = (None, "", 0, "0", 200, "200", "ok", "success")


def error_in(chunk: dict[str, Any], event: str) -> object | None:
    """The body of the error that a chunk is or holds, as `fault_from` reads it; None if it is an ordinary chunk.

    `event` is the name of the server-sent event. Forms: an `error` key (also beside
    choices, in a choice, or in `x_groq`), an event of that name or type, an error object in place of the chunk.
    """
    if chunk.get("error"):
        return chunk
    choices = mappings(chunk.get("choices"))
    if not choices:
        if "error" in (event, chunk.get("type")) or _is_error_object(chunk):
            return chunk
    else:
        for choice in choices:
            if choice.get("error"):
                return choice
    if "x_groq" in chunk and mapping(chunk["x_groq"]).get("error"):
        return mapping(chunk["x_groq"])
    return None


def _is_error_object(chunk: dict[str, Any]) -> bool:
    """It has no choices, says something, and what it says is an error: `message` and `code`, `detail`, ..."""
    if not any(chunk.get(name) for name in _SENTENCES):
        return False
    named = any("error" in str(chunk.get(name)).lower() for name in _WORDS)
    return named or bool(chunk.get("detail")) or any(chunk.get(name) not in _FINE for name in _CODES)

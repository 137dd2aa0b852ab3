"""The error that a server reports inside a stream, in any of the forms it has there."""

from __future__ import annotations

from typing import Any

from streamtui.core.chunks.lenient import mapping

_SENTENCE_KEYS = ("message", "detail", "msg", "errors")
_CODE_KEYS = ("code", "error_code", "status", "status_code", "statusCode", "type", "param")


def error_in(chunk: dict[str, Any], choices: list[dict[str, Any]], event: str) -> object | None:
    """The body of the error that a chunk is or holds, as `fault_from` reads it; None if it is an ordinary chunk.

    `event` is the name of the server-sent event. Forms: an `error` key (also beside `choices`, in a choice, or in
    `x_groq`), an event named error, and an error object in place of the chunk, such as one with `message` and `code`.
    """
    if chunk.get("error"):
        return chunk
    if not choices:
        sentence = any(chunk.get(key) for key in _SENTENCE_KEYS)
        if event == "error" or chunk.get("object") == "error" or chunk.get("error_code"):
            return chunk
        if sentence and ("detail" in chunk or any(key in chunk for key in _CODE_KEYS)):
            return chunk
    else:
        for choice in choices:
            if choice.get("error"):
                return choice
    if "x_groq" in chunk and mapping(chunk["x_groq"]).get("error"):
        return mapping(chunk["x_groq"])
    return None

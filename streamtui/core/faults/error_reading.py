"""The words, codes and numbers in an error body of any shape."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_WEB_PAGE = re.compile(r"\s*<(!doctype|html|head|body|\?xml|!--)", re.IGNORECASE)
_WORDS = ("message", "detail", "msg", "error", "error_description", "errors", "title", "reason", "text")
_CODES = ("code", "type", "status", "error_code", "reason", "object")
_STATUSES = ("status_code", "statusCode", "status", "code", "error_code")
_DELAY = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)s")
_SAID_DELAY = re.compile(
    r"(?:try again|retry) in (?:(\d{1,4})h)?(?:(\d{1,6})m(?!s))?"
    r"(?:(\d{1,6}(?:\.\d{1,9})?) ?(ms|s(?:ec(?:onds?)?)?)\b)?",
    re.IGNORECASE,
)
_MESSAGE = re.compile(r'"(?:message|detail|msg|error)"\s{0,9}:\s{0,9}("(?:[^"\\]|\\.){1,4000}")')
_DEEPEST = 8
_LONGEST_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """What a failing server said."""

    words: str = ""
    """Why, for a person; empty for a web page."""
    codes: str = ""
    """Every code and type in the body, for `re.search`."""
    status: int | None = None
    """An HTTP status written into the body."""
    retry_after_s: float | None = None
    """A wait written into the body: Gemini's RetryInfo, else what the words say, as OpenAI has it there alone."""


def read_error_body(body: object) -> ErrorBody:
    """Read an error body: parsed JSON, or text that may be JSON or a web page."""
    body = _parsed(body)
    if isinstance(body, list) and any(isinstance(item, dict) and "error" in item for item in body):
        body = next(item for item in body if isinstance(item, dict) and "error" in item)
    layers = _layers(body)
    words = "" if is_web_page(body) else _words(body)[:_LONGEST_WORDS]
    told_s = next((delay for layer in layers if (delay := _delay_s(layer)) is not None), None)
    return ErrorBody(
        words=words,
        codes=" ".join(str(layer[name]) for layer in layers for name in _CODES if _is_code(layer.get(name))),
        status=next((code for layer in layers for name in _STATUSES if (code := _status(layer.get(name)))), None),
        retry_after_s=_said_delay_s(words) if told_s is None else told_s,
    )


def is_web_page(body: object) -> bool:
    """The body is HTML or XML, of no use to a reader."""
    return isinstance(body, str) and _WEB_PAGE.match(body) is not None


def _parsed(body: object) -> object:
    if isinstance(body, str) and body.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(body)
        except (ValueError, RecursionError):  # as where it is cut, being too long
            return _message_in(body) or body
    return body


def _message_in(text: str) -> str:
    """The first message in what would be JSON."""
    try:
        return str(json.loads(found[1], strict=False)) if (found := _MESSAGE.search(text)) else ""
    except ValueError:
        return ""


def _layers(body: object) -> list[dict[str, Any]]:
    """The error object and those around and inside it that carry codes, from the inside out."""
    layers: list[dict[str, Any]] = []
    while isinstance(body, dict) and len(layers) < _DEEPEST:
        layers.insert(0, body)
        body = next((body[key] for key in ("error", "innererror", "detail") if isinstance(body.get(key), dict)), None)
    return layers


def _words(value: object, deepest: int = _DEEPEST) -> str:
    if isinstance(value, str):
        return value
    if not deepest:
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_words(item, deepest - 1) for item in value[:_DEEPEST])))
    if not isinstance(value, dict):
        return ""
    inner = value.get("error")
    nested = isinstance(inner, dict | list)
    if nested and (said := _words(inner, deepest - 1)):
        return said
    names = [name for name in _WORDS if not (nested and name == "error")]  # twice at each level is more than linear
    said = next((said for name in names if (said := _words(value.get(name), deepest - 1))), "")
    if isinstance(value.get("loc"), list):
        where = ".".join(str(part) for part in value["loc"][:_DEEPEST] if isinstance(part, str | int))
        said = f"{where}: {said}"  # FastAPI: where, then what
    metadata = value.get("metadata")
    raw = _words(_parsed(metadata.get("raw")), deepest - 1) if isinstance(metadata, dict) else ""
    return f"{said}: {raw}" if said and raw and not is_web_page(raw) else said  # OpenRouter: what its provider said


def _is_code(value: object) -> bool:
    return isinstance(value, str) and len(value) < 200


def _status(value: object) -> int | None:
    if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isdigit():
        value = int(value)
    return value if isinstance(value, int) and 400 <= value < 600 else None


def _delay_s(layer: dict[str, Any]) -> float | None:
    details = layer.get("details")
    for detail in details if isinstance(details, list) else []:
        delay = detail.get("retryDelay") if isinstance(detail, dict) else None
        if isinstance(delay, str) and (found := _DELAY.fullmatch(delay)):
            return float(found[1])
    return None


def _said_delay_s(words: str) -> float | None:
    """`try again in 1.5s`, `20ms`, `6m0s`; `None` where they name no time."""
    found = _SAID_DELAY.search(words)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds, unit = found.groups()
    last_s = float(seconds or 0) / (1000 if unit == "ms" else 1)
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + last_s

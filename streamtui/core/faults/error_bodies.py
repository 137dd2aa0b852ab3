"""What a server says when it fails, in all the shapes it has, as one fault with one sentence.

A body may be OpenAI's or Azure's object, the object inside of it (as the SDK gives it), Ollama's string, FastAPI's
`detail`, Gemini's list, Mistral's nested message, plain text, or the web page of a proxy.
"""

from __future__ import annotations

import re
from math import ceil

from streamtui.core.faults.error_reading import ErrorBody, read_error_body
from streamtui.core.faults.faults import Fault, FaultKind
from streamtui.core.faults.server_words import address, base_url_hint, host, quote

#: codes, types and words that tell a kind, the most certain first
_SIGNS: tuple[tuple[FaultKind, str, str], ...] = (
    (
        "quota",
        r"insufficient_(quota|balance|credits|funds)|billing|quota_exceeded|credit_limit",
        r"exceeded your current quota|insufficient (balance|credits|quota|funds)|credit balance|out of credits",
    ),
    (
        "context_length",
        r"context_length|context_size|context_window|string_above_max_length",
        r"context (length|window|size)|(prompt|input) is too long|too many (input )?tokens|maximum .{0,30}tokens",
    ),
    (
        "content_filter",
        r"content_filter|content_policy|cyber_policy|responsibleaipolicy|moderation|safety",
        r"content (management )?(policy|filter)|flagged by moderation",
    ),
    (
        "authentication",
        r"(invalid|incorrect|missing)_api_key|api_key_invalid|authentication|unauth|invalid_token",
        r"(invalid|incorrect|missing|no) .{0,20}\bapi[ _-]?key|api[ _-]?key .{0,30}(valid|missing|incorrect)",
    ),
    ("permission", r"permission|forbidden|access_?denied", r"permission denied|not allowed to"),
    ("rate_limit", r"rate_?limit|too_?many_?requests|resource_exhausted|throttl", r"rate.?limit|too many requests"),
    (
        "not_found",
        r"not_?found|invalid_model|unknown_model|no_such_model",
        r"model .{0,120}(not found|does not exist)|(no such|unknown|invalid) model"
        r"|(unknown|unexpected|invalid|no such) (url|path|route|endpoint)",
    ),
    ("server", r"overloaded|server_?error|internal|unavailable|engine|api_error|bad_?gateway", r"overloaded"),
    ("timeout", r"time_?out|timed_out|deadline_exceeded", r"timed out"),
    ("bad_request", r"invalid_|bad_?request|validation|unprocessable", r"validation error|invalid request"),
)
_COMPILED = [
    (kind, re.compile(codes, re.IGNORECASE), re.compile(words, re.IGNORECASE)) for kind, codes, words in _SIGNS
]

_BY_STATUS: dict[int, FaultKind] = {
    401: "authentication",
    402: "quota",
    403: "permission",
    404: "not_found",
    405: "not_found",
    408: "timeout",
    410: "not_found",
    429: "rate_limit",
}

#: what the body may make of the status's own kind; all else that it says is decoration
_FINER: dict[FaultKind, frozenset[FaultKind]] = {
    "bad_request": frozenset({"quota", "context_length", "content_filter", "authentication", "not_found"}),
    "permission": frozenset({"quota", "content_filter", "authentication"}),
    "rate_limit": frozenset({"quota"}),
    "server": frozenset({"context_length"}),
}

_ADVICE: dict[FaultKind, str] = {
    "authentication": "check OPENAI_API_KEY or the profile's key",
    "permission": "check what the key may use, or choose another model",
    "context_length": "start a new conversation or choose a model with a larger context",
    "quota": "add credit there or choose another profile",
    "server": "ask again in a moment",
    "timeout": "ask again",
    "content_filter": "put it in other words or choose another model",
}

_UNITS = ((600, 1, "s"), (7_200, 60, "min"), (172_800, 3_600, "h"))
"""Up to so many seconds a wait is told in this unit of so many."""

_BY_REFUSAL: dict[int | None, str] = {
    409: "ask again in a moment",
    413: "shorten the message or start a new conversation",
}


def fault_from(
    body: object, *, status: int | None, retry_after_s: float | None = None, url: str = "", model: str = ""
) -> Fault:
    """The fault that an error body means.

    `body` is parsed JSON or text; `status` is the HTTP status, None inside a stream or a 200, where a status within
    the body stands for it. `url` and `model` are what was asked, for the sentence.
    """
    error = read_error_body(body)
    status = status if status is not None and status >= 400 else error.status
    retry_after_s = error.retry_after_s if retry_after_s is None else retry_after_s
    kind = _kind(error, status, retry_after_s)
    happened = _happened(kind, error, url, model)
    where = f" ({status})" if status else ""
    why = f": {quote(error.words)}" if error.words else ""
    advice = _advice(kind, error, status, url, retry_after_s)
    return Fault(kind, f"{happened}{where}{why}; {advice}.", status, retry_after_s)


def _kind(error: ErrorBody, status: int | None, retry_after_s: float | None) -> FaultKind:
    base: FaultKind | None = None
    if status is not None:
        base = _BY_STATUS.get(status, "server" if status >= 500 else "bad_request")
    possible = frozenset(kind for kind, _, _ in _COMPILED) if base is None else _FINER.get(base, frozenset())
    for kind, codes, _ in _COMPILED:
        if kind in possible and codes.search(error.codes):
            return kind
    for kind, _, words in _COMPILED:
        if kind in possible and words.search(error.words):
            if kind == "quota" and retry_after_s is not None:
                return "rate_limit"  # Gemini's words for a limit that a wait lifts
            return kind
    return base or "server"


def _happened(kind: FaultKind, error: ErrorBody, url: str, model: str) -> str:
    server = host(url)
    the_model = f"the model {quote(model)}" if model else "the model"
    match kind:
        case "authentication":
            return f"{server} refused the API key"
        case "permission":
            return f"{server} does not allow this"
        case "not_found":
            known = the_model if _about_a_model(error) or not url else address(url)
            return f"{server} does not know {known}"
        case "context_length":
            return f"The conversation is too long for {the_model} at {server}"
        case "rate_limit":
            return f"Rate limited by {server}"
        case "quota":
            return f"The account at {server} has no quota or credit left"
        case "content_filter":
            return f"The content filter of {server} stepped in"
        case "timeout":
            return f"{server} ran out of time"
        case "server":
            return f"{server} failed"
        case _:
            return f"{server} refused the request"


def _advice(kind: FaultKind, error: ErrorBody, status: int | None, url: str, retry_after_s: float | None) -> str:
    if kind == "rate_limit":
        return f"wait {_wait(retry_after_s)} and ask again"
    if kind == "bad_request":
        return _BY_REFUSAL.get(
            status, "change what it names and ask again" if error.words else "look into the server's log"
        )
    if kind != "not_found":
        return _ADVICE[kind]
    if _about_a_model(error):
        return "check the model's name"
    return f"check the model's name and the base URL{base_url_hint(url)}"


def _about_a_model(error: ErrorBody) -> bool:
    return "model" in f"{error.codes} {error.words}".lower()


def _wait(value_s: float | None) -> str:
    """Rounded up, as one says it: `a moment`, `20 s`, `12 min`, `3 h`, `4 days`."""
    if value_s is None or value_s < 1:
        return "a moment"
    for most_s, unit_s, unit in _UNITS:
        if value_s <= most_s:
            return f"{ceil(value_s / unit_s)} {unit}"
    return f"{ceil(value_s / 86_400)} days"

"""What the program makes of each scenario."""

from __future__ import annotations

from dataclasses import dataclass

from streamtui.core.faults.faults import FaultKind
from tests.servers.scenarios import LONG_PIECE

WHOLE, HALF = "Hello, world.", "Hello, wor"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a scenario; without a kind the reply is complete."""

    kind: FaultKind | None = None
    status: int | None = None
    content: str = ""
    attempts: int = 1
    retry_after_s: float | None = None


EXPECTED: dict[str, Told] = {
    "good": Told(content=WHOLE),
    "slow": Told("stalled", None, "A slow "),
    "tools": Told(),
    "400": Told("bad_request", 400),
    "400-context": Told("context_length", 400),
    "400-filter": Told("content_filter", 400),
    "401": Told("authentication", 401),
    "403": Told("permission", 403),
    "404": Told("not_found", 404),
    "404-page": Told("not_found", 404),
    "408": Told("timeout", 408, attempts=3),
    "409": Told("bad_request", 409, attempts=3),
    "413": Told("bad_request", 413),
    "422": Told("bad_request", 422),
    "429": Told("rate_limit", 429, attempts=3),
    "429-seconds": Told("rate_limit", 429, attempts=3, retry_after_s=3),
    "429-date": Told("rate_limit", 429, attempts=3, retry_after_s=20),
    "429-ms": Told("rate_limit", 429, attempts=3, retry_after_s=1.5),
    "429-long": Told("rate_limit", 429, retry_after_s=300),
    "429-long-date": Told("rate_limit", 429, retry_after_s=7200),
    "429-once": Told(content=WHOLE, attempts=2),
    "429-quota": Told("quota", 429),
    "429-final": Told("rate_limit", 429),
    "500": Told("server", 500, attempts=3),
    "500-twice": Told(content=WHOLE, attempts=3),
    "400-retriable": Told(content=WHOLE, attempts=2),
    "502": Told("server", 502, attempts=3),
    "503": Told("server", 503, attempts=3),
    "529": Told("server", 529, attempts=3),
    "body-azure": Told("authentication", 401),
    "body-ollama": Told("not_found", 404),
    "body-fastapi": Told("bad_request", 422),
    "body-gemini": Told("bad_request", 400),
    "body-mistral": Told("bad_request", 422),
    "body-key": Told("authentication", 401),
    "refuses-usage": Told(content=WHOLE),
    "refuses-tools": Told(content=WHOLE),
    "stream-error": Told("server", None, HALF),
    "stream-error-first": Told("bad_request"),
    "stream-error-key": Told("bad_request"),
    "stream-error-string": Told("server", None, HALF),
    "stream-error-named": Told("server", 500, HALF),
    "stream-error-line": Told("server", 500, HALF),
    "stream-error-beside": Told("server", 502, HALF),
    "overloaded-once": Told(content=WHOLE, attempts=2),
    "json": Told(content=WHOLE),
    "json-error": Told("bad_request"),
    "page": Told("malformed"),
    "empty": Told("cut", attempts=3),
    "done-only": Told("cut", attempts=3),
    "one-newline": Told(content=WHOLE),
    "no-done": Told(content=WHOLE),
    "no-finish": Told(content=WHOLE),
    "no-end": Told("cut", None, HALF),
    "malformed": Told("malformed", None, WHOLE),
    "ping-event": Told(content=WHOLE),
    "bom": Told(content=WHOLE),
    "crlf": Told(content=WHOLE),
    "utf8-cut": Told(content="Grüße, 世界 🎉"),
    "invalid-byte": Told(content="Hello\N{REPLACEMENT CHARACTER}, world."),
    "lone-surrogates": Told(content="😀"),
    "long-line": Told(content=LONG_PIECE),
    "cut-between": Told("cut", None, HALF),
    "cut-inside": Told("cut", None, HALF),
    "cut-reset": Told("cut", None, HALF),
    "cut-close-between": Told("cut", None, HALF),
    "cut-close-inside": Told("cut", None, HALF),
    "cut-first": Told("connection", attempts=3),
    "cut-first-once": Told(content=WHOLE, attempts=2),
    "cut-after-done": Told(content=WHOLE),
    "no-headers": Told("connection", attempts=3),
    "never": Told("timeout", attempts=3),
    "headers-only": Told("timeout", attempts=3),
    "silent": Told("stalled", None, HALF),
    "silent-done": Told(content=WHOLE),
    "silent-finish": Told(content=WHOLE),
    "pings": Told("timeout", attempts=3),
    "pings-later": Told("stalled", None, HALF),
}

IN_RESPONSES = EXPECTED | {"no-finish": Told("cut", None, WHOLE)}
"""The same where a response is asked for, which is none without its last event."""


def expected(api: str) -> dict[str, Told]:
    """What is told in that API."""
    return EXPECTED if api == "chat" else IN_RESPONSES


NO_FIRST_TOKEN = {"STREAMTUI_TIMEOUTS_FIRST_TOKEN_S": "0.3"}
STALLS = {"STREAMTUI_TIMEOUTS_STALL_WARN_S": "0.1", "STREAMTUI_TIMEOUTS_STALL_S": "0.2"}
PATIENCE: dict[str, dict[str, str]] = {
    **dict.fromkeys(("never", "headers-only", "pings"), NO_FIRST_TOKEN),
    **dict.fromkeys(("slow", "silent", "silent-done", "silent-finish", "pings-later"), STALLS),
}
"""Time-outs for the scenarios that would take minutes; all others keep the usual ones, however slow the machine is."""

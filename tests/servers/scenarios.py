"""Every fault that a server of chat completions is known to have, by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any, TypeAlias

from tests.servers.replies import (
    DONE,
    Answer,
    Cut,
    Pause,
    Pings,
    Silence,
    Step,
    chunk,
    document,
    ending,
    page,
    raw,
    sse,
    text,
    text_steps,
    tool_calls,
    usage,
)

Scenario: TypeAlias = Callable[[int], Answer]
"""The answer to the request with that number, counted from 1 for each scenario."""

LONG_PIECE = "never ending " * 400_000
"""More than 5 MB in one delta, so in one line."""


def _openai(message: str, kind: str = "invalid_request_error", code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _refused(
    status: int, message: str, kind: str = "invalid_request_error", code: str | None = None, **headers: str
) -> Answer:
    return document(_openai(message, kind, code), status, **headers)


def _always(answer: Answer) -> Scenario:
    return lambda _: answer


def _first(answer: Answer, times: int = 1) -> Scenario:
    """That answer first, a good one from then on."""
    return lambda number: answer if number <= times else GOOD


def _cut(*steps: Step, framing: Any = "chunked") -> Scenario:
    return _always(Answer(steps, framing=framing))


def _rate_limited(**headers: str) -> Answer:
    return _refused(429, "Slow down.", "requests", "rate_limit_exceeded", **headers)


def _date_in(seconds: int) -> str:
    return format_datetime(datetime.now(timezone.utc) + timedelta(seconds=seconds), usegmt=True)


GOOD = text("Hello", ", ", "world.")
HALF = text_steps("Hello", ", wor")
"""The deltas that came before a reply broke."""
WORLD = b"".join([chunk({"content": "Hello, wor"}), chunk({"content": "ld."}), chunk(finish="stop"), usage(), DONE])
WEB_PAGE = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
COMPLETION = {
    "object": "chat.completion",
    "model": "test-model",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello, world."}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
}

SLOW = [step for piece in text_steps("A slow ", "reply in ", "many pieces.") for step in (piece, Pause(1))]
CALLS = (("get_weather", '{"location": "New York"}'), ("calculate", '{"expression": "17 * 23"}'))
TOO_LONG = "This model's maximum context length is 8192 tokens."
NO_QUOTA = "You exceeded your current quota."
NO_FIELD = {"detail": [{"loc": ["body", "messages"], "msg": "field required", "type": "missing"}]}
NO_MODEL = {"error": {"code": 400, "message": "Please pass a valid model.", "status": "INVALID_ARGUMENT"}}
NO_STRING = {"detail": [{"loc": ["body", "model"], "msg": "Input should be a string"}]}
BAD_CHUNK = b'data: {"choices": [{"index": 0, "delta": {"con\n\n'
HALVES = [sse(json.dumps({"choices": [{"index": 0, "delta": {"content": half}}]})) for half in "\ud83d\ude00"]
"""An emoji in two deltas, each of which is no character."""
GLYPHS = b"".join([chunk({"content": "Grüße, 世界 🎉"}), chunk(finish="stop"), DONE])

_GOOD: dict[str, Scenario] = {
    "good": _always(GOOD),
    "slow": _always(Answer([*SLOW, *ending()])),
    "tools": _always(tool_calls(*CALLS)),
}

_STATUS: dict[str, Scenario] = {
    "400": _always(_refused(400, "'messages' is too short.")),
    "400-context": _always(_refused(400, TOO_LONG, code="context_length_exceeded")),
    "400-filter": _always(_refused(400, "The prompt was filtered.", code="content_filter")),
    "401": _always(_refused(401, "Incorrect API key provided.", code="invalid_api_key")),
    "403": _always(_refused(403, "Your country is not supported.", code="unsupported_country")),
    "404": _always(_refused(404, "The model `nobody` does not exist.", code="model_not_found")),
    "404-page": _always(page(WEB_PAGE, 404)),
    "408": _always(_refused(408, "Request timed out.", "timeout")),
    "409": _always(_refused(409, "Conflict.", "conflict")),
    "413": _always(_refused(413, "Request too large.")),
    "422": _always(_refused(422, "temperature must be at most 2.")),
    "429": _always(_rate_limited()),
    "429-seconds": _always(_rate_limited(retry_after="3")),
    "429-date": lambda _: _rate_limited(retry_after=_date_in(20)),
    "429-ms": _always(_rate_limited(retry_after_ms="1500")),
    "429-long": _always(_rate_limited(retry_after="300")),
    "429-long-date": lambda _: _rate_limited(retry_after=_date_in(7200)),
    "429-once": _first(_rate_limited(retry_after="3")),
    "429-quota": _always(_refused(429, NO_QUOTA, "insufficient_quota", "insufficient_quota")),
    "429-final": _always(_rate_limited(x_should_retry="false")),
    "500": _always(_refused(500, "The server had an error.", "server_error")),
    "500-twice": _first(_refused(500, "The server had an error.", "server_error"), times=2),
    "400-retriable": _first(_refused(400, "Try me again.", x_should_retry="true")),
    "502": _always(page(WEB_PAGE, 502)),
    "503": _always(page("", 503)),
    "529": _always(document({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, 529)),
}

_BODIES: dict[str, Scenario] = {
    "body-azure": _always(
        document({"error": {"code": "401", "message": "Access denied: wrong subscription key."}}, 401)
    ),
    "body-ollama": _always(document({"error": "model 'nobody' not found"}, 404)),
    "body-fastapi": _always(document(NO_FIELD, 422)),
    "body-gemini": _always(document([NO_MODEL], 400)),
    "body-mistral": _always(document({"object": "error", "message": NO_STRING, "type": "invalid_request_error"}, 422)),
    "body-key": _always(_refused(401, "Incorrect API key provided: the-secret-key-of-the-tests.")),
    "refuses-usage": _always(_refused(400, "Unknown parameter: 'stream_options'.", code="unknown_parameter")),
    "refuses-tools": _always(_refused(400, "test-model does not support tools")),
}

_IN_STREAM: dict[str, Scenario] = {
    "stream-error": _cut(*HALF, sse(_openai("The server had an error.", "server_error"))),
    "stream-error-first": _cut(sse(_openai("Invalid prompt."))),
    "stream-error-key": _cut(sse(_openai("The key the-secret-key-of-the-tests has expired."))),
    "stream-error-string": _cut(*HALF, sse({"error": "an error was encountered while running the model"})),
    "stream-error-named": _cut(*HALF, b'event: error\ndata: {"message": "engine died", "code": 500}\n\n'),
    "stream-error-line": _cut(*HALF, b'error: {"code": 500, "message": "slot died", "type": "server_error"}\n\n'),
    "stream-error-beside": _cut(
        *HALF, chunk({"content": ""}, finish="error", error={"code": 502, "message": "Provider disconnected"})
    ),
    "overloaded-once": _first(Answer([sse({"error": {"message": "Overloaded", "type": "overloaded_error"}})])),
}

_FORM: dict[str, Scenario] = {
    "json": _always(document(COMPLETION)),
    "json-error": _always(document(_openai("No such prompt."))),
    "page": _always(page(WEB_PAGE)),
    "empty": _always(Answer()),
    "done-only": _always(raw(DONE)),
    "one-newline": _always(raw(WORLD.replace(b"\n\n", b"\n"))),
    "no-done": _always(raw(WORLD.removesuffix(DONE))),
    "no-finish": _always(Answer([*HALF, *text_steps("ld."), DONE])),
    "no-end": _always(Answer(HALF)),
    "malformed": _always(Answer([*HALF, BAD_CHUNK, *text_steps("ld."), *ending()])),
    "ping-event": _always(Answer([b"event: ping\n\n", *HALF, b"event: ping\n\n", *text_steps("ld."), *ending()])),
    "bom": _always(raw(b"\xef\xbb\xbf" + WORLD)),
    "crlf": _always(raw(WORLD.replace(b"\n", b"\r\n"))),
    "utf8-cut": _always(raw(bytes([byte]) for byte in GLYPHS)),
    "invalid-byte": _always(raw(WORLD.replace(b"Hello, wor", b"Hello\xff, wor"))),
    "lone-surrogates": _always(Answer([*HALVES, *ending()])),
    "long-line": _always(text(LONG_PIECE)),
}

_BROKEN: dict[str, Scenario] = {
    "cut-between": _cut(*HALF, Cut()),
    "cut-inside": _cut(*HALF, chunk({"content": "ld."})[:40], Cut()),
    "cut-reset": _cut(*HALF, Cut(reset=True)),
    "cut-close-between": _cut(*HALF, Cut(), framing="close"),
    "cut-close-inside": _cut(*HALF, chunk({"content": "ld."})[:40], Cut(), framing="close"),
    "cut-first": _cut(chunk({"role": "assistant"}), Cut()),
    "cut-first-once": _first(Answer([Cut()])),
    "cut-after-done": _cut(*GOOD.steps, Cut()),
    "no-headers": _always(Answer(before_headers=[Cut()])),
}

_SILENT: dict[str, Scenario] = {
    "never": _always(Answer(before_headers=[Silence()])),
    "headers-only": _cut(Silence()),
    "silent": _cut(*HALF, Silence()),
    "silent-done": _cut(*GOOD.steps, Silence()),
    "silent-finish": _cut(*HALF, *text_steps("ld."), chunk(finish="stop"), Silence()),
    "pings": _cut(Pings()),
    "pings-later": _cut(*HALF, Pings()),
}

SCENARIOS: dict[str, Scenario] = {**_GOOD, **_STATUS, **_BODIES, **_IN_STREAM, **_FORM, **_BROKEN, **_SILENT}

"""A request and the head of its response as they may be seen: without keys, and bounded."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.events import RequestPrepared, ResponseStarted
from streamtui.core.faults.server_words import address
from streamtui.core.http.heads import values
from streamtui.core.text.secret_headers import shown_headers
from streamtui.core.text.secret_queries import shown_query
from streamtui.core.text.secrets import Secrets

_LONGEST_ID = 200
"""Characters of a request's id; servers make up some forty."""


def prepared(
    at: float, method: str, url: str, headers: Sequence[tuple[bytes, bytes]], body: str | bytes, secrets: Secrets
) -> RequestPrepared:
    """What left; `url` with all that is secret in it, `body` without: bytes where it is no text."""
    shown = secrets.hide(address(url)) + shown_query(url, secrets)
    text, data = (body, b"") if isinstance(body, str) else ("", body)
    return RequestPrepared(at, text, method, shown, shown_headers(headers, secrets), data)


def started(at: float, status: int, headers: Sequence[tuple[bytes, bytes]], secrets: Secrets) -> ResponseStarted:
    """What came first."""
    said = (value.decode("latin-1") for value in values(tuple(headers), b"x-request-id"))
    request_id = secrets.hide(next(said, ""))[:_LONGEST_ID]
    return ResponseStarted(at, status, request_id or None, shown_headers(headers, secrets))

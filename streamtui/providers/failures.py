"""What the SDK and the HTTP library raise, as faults: one clear sentence each, and whether to try again."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import openai

from streamtui.core.faults.error_bodies import fault_from
from streamtui.core.faults.faults import Fault, FaultKind, ProviderError
from streamtui.core.faults.server_words import host
from streamtui.core.text.secrets import redact
from streamtui.core.wire import endings
from streamtui.core.wire.bounds import TooMuchError

RETRY_AFTER_MAX_S = 120.0
"""A server that asks for a longer wait is not asked again by itself."""

_TRANSIENT_STATUS = {408, 409, 429}
_TRANSIENT_KINDS: set[FaultKind] = {"rate_limit", "server", "connection", "timeout", "cut"}
"""For faults without a status: those of the network, and errors inside the stream."""


class AttemptError(ProviderError):
    """An attempt failed before its first delta."""

    def __init__(self, fault: Fault, *, transient: bool, said: str = "") -> None:
        super().__init__(fault)
        self.transient = transient
        """Whether another attempt may fare better."""
        self.said = said
        """The server's answer as it was sent."""


@dataclass(frozen=True, slots=True)
class Target:
    """What was asked, for the sentences."""

    url: str
    """Already fit to be shown."""
    model: str
    api_key: str = field(repr=False)
    connect_s: float


def is_transient(fault: Fault, should_retry: str | None = None) -> bool:
    """Whether the same request may succeed later; `should_retry` is the server's own word, `x-should-retry`."""
    if fault.kind == "quota" or (fault.retry_after_s or 0) > RETRY_AFTER_MAX_S:
        return False
    if should_retry in {"true", "false"}:
        return should_retry == "true"
    if fault.status is not None and fault.status >= 400:
        return fault.status in _TRANSIENT_STATUS or fault.status >= 500
    return fault.kind in _TRANSIENT_KINDS


def failure_of(error: Exception, target: Target) -> AttemptError:
    """The failure that `error` means; a bug of ours is raised again."""
    if isinstance(error, openai.APIStatusError):
        return _refusal(error.response, target)
    causes = list(_causes(error))
    if isinstance(beyond := _first(causes, TooMuchError), TooMuchError):
        return _failed("malformed", endings.beyond(beyond.what, target.url, kept=False).message)
    if isinstance(error, UnicodeEncodeError) and error.encoding == "utf-8":
        return _failed("bad_request", "The conversation holds half a character, which can't be sent; start a new one.")
    if isinstance(error, UnicodeEncodeError) or _first(causes, httpx2.LocalProtocolError):
        return _failed("configuration", "The API key holds a character that can't be sent; check OPENAI_API_KEY.")
    if _first(causes, httpx2.InvalidURL, httpx2.UnsupportedProtocol):
        message = f"{target.url} is no address of a server; a base URL looks like http://localhost:8000/v1."
        return _failed("configuration", message)
    if isinstance(error, json.JSONDecodeError):
        message = f"{host(target.url)} did not answer with JSON; check the base URL ({target.url})."
        return _failed("malformed", message)
    if isinstance(error, (openai.APIConnectionError, httpx2.RequestError, OSError)):
        return _broken_connection(causes, target)
    if isinstance(error, openai.OpenAIError):
        return _failed("configuration", redact(str(error), target.api_key))
    raise error


def _refusal(response: httpx2.Response, target: Target) -> AttemptError:
    retry_after_s = retry_after(response.headers)
    fault = fault_from(
        response.text,
        status=response.status_code,
        retry_after_s=retry_after_s,
        url=target.url,
        model=target.model,
    )
    message = redact(fault.message, target.api_key)
    if retry_after_s is not None and retry_after_s > RETRY_AFTER_MAX_S:
        message = f"{message.removesuffix('.')} (more than {RETRY_AFTER_MAX_S:g} s is not waited for by itself)."
    fault = Fault(fault.kind, message, response.status_code, retry_after_s)
    transient = is_transient(fault, response.headers.get("x-should-retry"))
    return AttemptError(fault, transient=transient, said=response.text)


def _broken_connection(causes: list[BaseException], target: Target) -> AttemptError:
    server = host(target.url)
    if _first(causes, httpx2.ConnectTimeout):
        return _failed("timeout", f"No connection to {server} within {target.connect_s:g} s: check that it is up.")
    if _first(causes, httpx2.TimeoutException):
        return _failed("timeout", f"{server} took too long to answer.")
    if certificate := _first(causes, ssl.SSLCertVerificationError):
        message = f"The TLS certificate of {server} can't be trusted ({_reason(certificate)}): check the address, "
        return _failed("connection", message + "or name its authority in SSL_CERT_FILE.", transient=False)
    if _first(causes, ssl.SSLError):
        message = f"No secure connection to {server}: it may speak plain HTTP; try http:// in place of https://."
        return _failed("connection", message, transient=False)
    if _first(causes, socket.gaierror):
        return _failed("connection", f"The host {server} is unknown: check the base URL and the network.")
    if _first(causes, ConnectionRefusedError):
        return _failed("connection", f"{server} refused the connection: start the server, or check the port.")
    if _first(causes, httpx2.ProxyError):
        return _failed("connection", f"The proxy refused to connect to {server}: check HTTP_PROXY and HTTPS_PROXY.")
    if _first(causes, httpx2.TooManyRedirects):
        return _failed("connection", f"{target.url} redirects in circles: check the base URL.")
    if _first(causes, httpx2.DecodingError):
        return _failed("malformed", f"The answer of {server} is compressed in a way that can't be read.")
    if _first(causes, httpx2.RemoteProtocolError, httpx2.ReadError):
        return _failed("connection", f"{server} closed the connection before it replied; ask again.")
    return _failed("connection", f"No connection to {server}: check the base URL and the network.")


def _failed(kind: FaultKind, message: str, *, transient: bool | None = None) -> AttemptError:
    fault = Fault(kind, message)
    return AttemptError(fault, transient=is_transient(fault) if transient is None else transient)


def _reason(error: BaseException) -> str:
    return getattr(error, "verify_message", "") or "not verified"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """`error` and all that it came from, those included that a group holds."""
    while error is not None:
        yield error
        for member in getattr(error, "exceptions", ()):
            yield from _causes(member)
        error = error.__cause__ or error.__context__


def _first(causes: list[BaseException], *kinds: type[BaseException]) -> BaseException | None:
    return next((cause for cause in causes if isinstance(cause, kinds)), None)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How many seconds the server asks to wait: `retry-after-ms`, or `Retry-After` as seconds or as a date.

    A date is measured from the response's own `Date`, so that a wrong clock on either side does no harm.
    """
    milliseconds, value = _seconds(headers.get("retry-after-ms")), headers.get("retry-after")
    if milliseconds is not None:
        return milliseconds / 1000
    if (seconds := _seconds(value)) is not None:
        return seconds
    if (until := _date(value)) is None:
        return None
    return max(0.0, (until - (_date(headers.get("date")) or datetime.now(timezone.utc))).total_seconds())


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return None
    return seconds if 0 <= seconds < float("inf") else None


def _date(value: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(value or "")
    except (TypeError, ValueError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=timezone.utc)

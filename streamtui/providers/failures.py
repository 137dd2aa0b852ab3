"""What goes wrong with an attempt, as faults: one clear sentence each, and whether to try again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

import httpx2
import openai

from streamtui.config.keys import NO_KEY
from streamtui.core.faults.bugs import log_bug
from streamtui.core.faults.error_bodies import fault_from
from streamtui.core.faults.faults import Fault, FaultKind, ProviderError
from streamtui.core.faults.server_words import excerpt, host
from streamtui.core.text.secrets import Secrets
from streamtui.core.text.surrogates import join_surrogates
from streamtui.providers.connection_faults import connection_fault, speaks_tls
from streamtui.providers.retry_after import retry_after

RETRY_AFTER_MAX_S = 120.0
"""A server that asks for a longer wait is not asked again by itself."""

_LONGEST_ERROR = 120
"""Characters of an error's own words."""

_WANTS_TLS = re.compile("HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL|HTTP request to an HTTPS")
"""Of nginx, Apache and Go."""

PASSING_STATUS = {408, 409, 429}
"""Beside those of 500 and more: another time it may be answered."""
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
    secrets: Secrets
    """What no sentence may hold."""
    connect_s: float


def is_transient(fault: Fault, should_retry: str | None = None) -> bool:
    """Whether the same request may succeed later; `should_retry` is the server's own word, `x-should-retry`."""
    if fault.kind == "quota" or (fault.retry_after_s or 0) > RETRY_AFTER_MAX_S:
        return False
    if should_retry in {"true", "false"}:
        return should_retry == "true"
    if fault.status is not None and fault.status >= 400:
        return fault.status in PASSING_STATUS or fault.status >= 500
    return fault.kind in _TRANSIENT_KINDS


def failure_of(error: Exception, target: Target, *, answered: bool = False) -> AttemptError:
    """The failure that `error` means, told without keys.

    Whatever goes wrong once the server has `answered` is its answer, which can't be read; before that a bug of ours is
    raised again.
    """
    failure = _meant_by(error, target, answered=answered)
    fault = replace(failure.fault, message=target.secrets.redact(failure.fault.message))
    return AttemptError(fault, transient=failure.transient, said=failure.said)


def _meant_by(error: Exception, target: Target, *, answered: bool) -> AttemptError:
    if isinstance(error, openai.APIStatusError):
        try:
            return _refusal(error.response, target)
        except Exception as bug:  # the status alone says enough
            log_bug(bug, "the reading of a refusal")
            fault = fault_from("", status=error.response.status_code, url=target.url, model=target.model)
            return AttemptError(fault, transient=is_transient(fault))
    if (known := connection_fault(error, target.url, target.connect_s)) is not None:
        return AttemptError(known.fault, transient=known.transient and is_transient(known.fault))
    if answered:
        log_bug(error, "the reading of a response")
        return _failed("malformed", f"{host(target.url)} sent what can't be read ({_named(error, target)}); ask again.")
    if isinstance(error, UnicodeEncodeError) and join_surrogates(target.model) != target.model:
        return _failed("configuration", "The model's name is not UTF-8; check OPENAI_MODEL, or the profile's model.")
    if isinstance(error, UnicodeEncodeError) and error.encoding == "utf-8":
        return _failed("bad_request", "The conversation holds half a character, which can't be sent; start a new one.")
    if isinstance(error, UnicodeEncodeError):
        return _failed("configuration", "The API key holds a character that can't be sent; check OPENAI_API_KEY.")
    if isinstance(error, openai.OpenAIError):
        return _failed("configuration", str(error))
    if isinstance(error, TypeError | ValueError | RecursionError):
        why = f"The request can't be written as JSON ({_named(error, target)})"
        return _failed("configuration", f"{why}: check the options of the profile or the prompt.")
    raise error


def _said(response: httpx2.Response) -> str:
    """The body of a refusal as text.

    Its own word on the charset is not asked: JSON shows in which form of Unicode it is, and some names of codecs are
    traps. Of a text in something else the letters of English stay.
    """
    return response.content.decode(json.detect_encoding(response.content), "replace")


def _refusal(response: httpx2.Response, target: Target) -> AttemptError:
    if response.status_code < 400:
        status = f"{response.status_code} {response.reason_phrase}".strip()
        answer = f"{host(target.url)} answered {excerpt(status, target.secrets)} in place of a reply"
        message = f"{answer}: check the base URL ({target.url})."
        return _failed("malformed", message, status=response.status_code)
    body = target.secrets.hide(_said(response))
    if response.status_code == 400 and target.url.startswith("http:") and _WANTS_TLS.search(body):
        return _failed("connection", speaks_tls(target.url), transient=False, status=400)
    fault = fault_from(
        body,
        status=response.status_code,
        retry_after_s=retry_after(response.headers),
        url=target.url,
        model=target.model,
    )
    message, retry_after_s = fault.message, fault.retry_after_s
    if fault.kind == "authentication" and response.request.headers.get("authorization") == f"Bearer {NO_KEY}":
        why = "OPENAI_API_KEY is not set, or goes there only with --trust-env"
        message = f"{message.removesuffix('.')} (no key was sent: {why})."
    if retry_after_s is not None and retry_after_s > RETRY_AFTER_MAX_S:
        message = f"{message.removesuffix('.')} (more than {RETRY_AFTER_MAX_S:g} s is not waited for by itself)."
    fault = Fault(fault.kind, message, response.status_code, retry_after_s)
    transient = is_transient(fault, response.headers.get("x-should-retry"))
    return AttemptError(fault, transient=transient, said=body)


def _named(error: Exception, target: Target) -> str:
    return excerpt(f"{type(error).__name__}: {error}", target.secrets, longest=_LONGEST_ERROR)


def _failed(kind: FaultKind, message: str, *, transient: bool | None = None, status: int | None = None) -> AttemptError:
    fault = Fault(kind, message, status)
    return AttemptError(fault, transient=is_transient(fault) if transient is None else transient)

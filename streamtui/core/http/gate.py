"""Who may talk to a server of ours: nobody from elsewhere, and no page of the web through somebody's browser.

A page can have its own name point at this machine (DNS rebinding); then `Host` says the page's name, and `Origin` too.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from streamtui.core.faults.server_words import is_loopback
from streamtui.core.http.heads import RequestHead, values

TOKEN_HEADERS = (b"authorization", b"api-key", b"x-api-key")
"""In which clients send a key."""
_BEARER = "bearer "
Refusal: TypeAlias = tuple[Literal[401, 403], str]
"""The status, and a sentence."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Judges the head of each request."""

    token: str = ""
    """What must come as the key; whoever has it may come from elsewhere. Empty: nobody from elsewhere may."""

    def refusal(self, head: RequestHead) -> Refusal | None:
        """Why the request is not to be answered; `None` where it is."""
        host, origin = _first(head, b"host"), _first(head, b"origin")
        if not self.token and host and not is_loopback(f"http://{host}"):
            return (
                403,
                f"This server answers requests to this machine alone, and this one is to {host[:80]!r}.",
            )
        if origin and not (is_loopback(origin) or (self.token and host and _place(origin) == host.lower())):
            return 403, f"This server answers no pages of other places, and this request is of {origin[:80]!r}."
        if self.token and head.method != "OPTIONS" and not self._has_token(head):  # browsers ask first without any
            return 401, "The token that was given with --token is wanted as the API key, and this request has another."
        return None

    def _has_token(self, head: RequestHead) -> bool:
        said = [value.decode("latin-1") for name in TOKEN_HEADERS for value in values(head.headers, name)]
        keys = [one[len(_BEARER) :].strip() if one.lower().startswith(_BEARER) else one for one in said]
        return any(compare_digest(key.encode(), self.token.encode()) for key in keys)


def _first(head: RequestHead, name: bytes) -> str:
    return next((value.decode("latin-1") for value in values(head.headers, name)), "")


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""

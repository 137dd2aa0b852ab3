"""Who gets answers: programs of this machine, or who sends the token as its key; no page that came from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import Literal, TypeAlias

from streamtui.core.http.gate import has_foreign_name, is_of_foreign_page
from streamtui.core.http.heads import RequestHead, values

_KEYS = (b"authorization", b"api-key", b"x-api-key", b"x-streamtui-token")
_BEARER = b"bearer "
Refusal: TypeAlias = tuple[Literal[401, 403], str]
"""The status, and a sentence."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Judges the head of each request."""

    host: str = "127.0.0.1"
    """What is listened on."""
    token: str = ""

    def refusal(self, head: RequestHead) -> Refusal | None:
        """Why the request is not to be answered; `None` where it is."""
        if not self.token and has_foreign_name(head, self.host):
            return 403, "This server was asked under a name that is not its own, as a page in a browser may do."
        if is_of_foreign_page(head):
            return 403, "This server answers no requests of a web page of elsewhere."
        if self.token and head.method != "OPTIONS" and not self._has_token(head):  # browsers ask first without any
            return 401, "This server wants as the API key the token that it was given with --token."
        return None

    def _has_token(self, head: RequestHead) -> bool:
        said = [value for name in _KEYS for value in values(head.headers, name)]
        keys = [one[len(_BEARER) :].strip() if one.lower().startswith(_BEARER) else one for one in said]
        return any(compare_digest(key, self.token.encode()) for key in keys)

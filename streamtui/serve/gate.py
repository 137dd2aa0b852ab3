"""Who gets answers: programs of this machine, or who sends the token as its key; no page that came from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from streamtui.core.http.gate import TOKEN_HEADER, is_token, stranger
from streamtui.core.http.heads import RequestHead, values
from streamtui.core.http.refusal import Refusal

_KEYS = (b"authorization", b"api-key", b"x-api-key", TOKEN_HEADER)
_BEARER = b"bearer "


@dataclass(frozen=True, slots=True)
class Gate:
    """Judges the head of each request."""

    host: str = "127.0.0.1"
    """What is listened on."""
    token: str = ""

    def refusal(self, head: RequestHead) -> Refusal | None:
        """Why the request is not to be answered; `None` where it is."""
        if (refusal := stranger(head, "This server", self.host, has_token=bool(self.token))) is not None:
            return refusal
        if self.token and head.method != "OPTIONS" and not self._has_token(head):  # browsers ask first without any
            return Refusal(401, "This server wants its token; give the one of --token as the API key.")
        return None

    def _has_token(self, head: RequestHead) -> bool:
        said = [value for name in _KEYS for value in values(head.headers, name)]
        keys = [one[len(_BEARER) :].strip() if one.lower().startswith(_BEARER) else one for one in said]
        return any(is_token(key, self.token) for key in keys)

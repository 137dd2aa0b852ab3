"""Who may use the tap: programs of this machine, or who knows the token; no page that came from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace

from streamtui.core.http.gate import TOKEN_HEADER, is_token, stranger
from streamtui.core.http.heads import RequestHead, values
from streamtui.core.http.refusal import Refusal

CODE = "streamtui_tap"
"""By which a program knows that it was the tap that answered."""


@dataclass(frozen=True, slots=True)
class Door:
    """Lets requests in or not."""

    host: str
    """What is listened on."""
    token: str = ""

    def admit(self, head: RequestHead) -> str | Refusal:
        """The target without the token, or why there is none."""
        admitted = self._admitted(head)
        return replace(admitted, code=CODE) if isinstance(admitted, Refusal) else admitted

    def _admitted(self, head: RequestHead) -> str | Refusal:
        if head.method == "CONNECT":
            return Refusal(405, "The tap is no forward proxy; make it the program's base URL.")
        target = head.target
        if self.token:
            first, slash, rest = target.removeprefix("/").partition("/")
            if is_token(first.encode(), self.token):
                target = slash + rest or "/"
            elif not any(is_token(value, self.token) for value in values(head.headers, TOKEN_HEADER)):
                return Refusal(401, "The tap wants its token; give it in the base URL, /TOKEN/v1, or as a header.")
        return stranger(head, "The tap", self.host, has_token=bool(self.token)) or target

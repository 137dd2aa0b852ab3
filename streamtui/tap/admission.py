"""Who may use the tap: programs of this machine, or who knows the token; no page that came from elsewhere."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from streamtui.core.http.gate import has_foreign_name, is_of_foreign_page
from streamtui.core.http.heads import RequestHead, values

TOKEN_HEADER = b"x-streamtui-token"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is answered in the server's place."""

    status: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Door:
    """Lets requests in or not."""

    host: str
    """What is listened on."""
    token: str = ""

    def admit(self, head: RequestHead) -> str | Refusal:
        """The target without the token, or why there is none."""
        if head.method == "CONNECT":
            return Refusal(405, "This is no forward proxy: make it the program's base URL.")
        target = head.target
        if self.token:
            first, slash, rest = target.removeprefix("/").partition("/")
            if _same(first.encode(), self.token):
                target = slash + rest or "/"
            elif not any(_same(value, self.token) for value in values(head.headers, TOKEN_HEADER)):
                return Refusal(401, "The tap wants its token: as the base URL's path, /TOKEN/v1, or as a header.")
        if not self.token and has_foreign_name(head, self.host):
            return Refusal(403, "The tap was asked under a name that is not its own, as a page in a browser may do.")
        if is_of_foreign_page(head):
            return Refusal(403, "The tap takes no requests from a web page of elsewhere.")
        return target


def _same(said: bytes, token: str) -> bool:
    """In a time that tells nothing of either."""
    return hmac.compare_digest(said, token.encode())

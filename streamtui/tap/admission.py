"""Who may use the tap: programs of this machine, or who knows the token; no page in a browser that came from elsewhere.

A page may have its own name resolve to this machine (DNS rebinding), so the name that it asks for must be ours.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

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
        hosts = [value.decode("latin-1") for value in values(head.headers, b"host")]
        if not self.token and not all(self._is_ours(_host(f"//{host}")) for host in hosts):
            return Refusal(403, "The tap was asked under a name that is not its own, as a page in a browser may do.")
        origins = [value.decode("latin-1") for value in values(head.headers, b"origin")]
        named = {_host(f"//{host}") for host in hosts}
        if any(_is_foreign(origin, named) for origin in origins):
            return Refusal(403, "The tap takes no requests from a web page of elsewhere.")
        return target

    def _is_ours(self, host: str) -> bool:
        return is_loopback(host) or host == self.host.lower()


def is_loopback(host: str) -> bool:
    """It is this machine, and no other can reach it.

    >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0")
    (True, False)
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_foreign(origin: str, named: set[str]) -> bool:
    """Only a page of the web can be; programs that are built of pages name schemes of their own."""
    if origin.lower() == "null":
        return True
    if not origin.lower().startswith(("http:", "https:")):
        return False
    host = _host(origin)
    return not is_loopback(host) and host not in named


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _same(said: bytes, token: str) -> bool:
    """In a time that tells nothing of either."""
    return hmac.compare_digest(said, token.encode())

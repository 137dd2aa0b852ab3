"""Who asks a server of ours: a program that knows it by a name of its own, or a page in a browser from elsewhere.

A page may have its own name resolve to this machine (DNS rebinding), so the name that it asks for must be ours.
"""

from __future__ import annotations

from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from streamtui.core.http.heads import RequestHead, values
from streamtui.core.http.refusal import Refusal

TOKEN_HEADER = b"x-streamtui-token"


def is_token(said: bytes, token: str) -> bool:
    """It is the token; how long that takes to say tells nothing of either."""
    return compare_digest(said, token.encode())


def is_loopback_host(host: str) -> bool:
    """It is this machine, and no other can reach it.

    >>> is_loopback_host("127.0.0.1"), is_loopback_host("0.0.0.0")
    (True, False)
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def stranger(head: RequestHead, name: str, own: str, *, has_token: bool) -> Refusal | None:
    """Why whoever asks is not answered by a server that listens on `own`, whatever it knows; `None` where it may be.

    `name` begins a sentence; where the server `has_token` it may be asked under any name by those who know that.
    """
    hosts = _hosts(head)
    if not has_token and not all(is_loopback_host(host) or host == own.lower() for host in hosts):
        return Refusal(
            403,
            f"{name} was asked under a name that is not its own, as a page in a browser may do; ask it as 127.0.0.1 or"
            " localhost, or start it with --token.",
        )
    if any(_is_foreign(value.decode("latin-1"), hosts) for value in values(head.headers, b"origin")):
        return Refusal(403, f"{name} answers no web page of elsewhere; open one that comes from this machine.")
    return None


def _hosts(head: RequestHead) -> set[str]:
    return {_host(f"//{value.decode('latin-1')}") for value in values(head.headers, b"host")}


def _is_foreign(origin: str, named: set[str]) -> bool:
    """Only a page of the web can be; programs that are built of pages name schemes of their own."""
    if origin.lower() == "null":
        return True
    if not origin.lower().startswith(("http:", "https:")):
        return False
    host = _host(origin)
    return not is_loopback_host(host) and host not in named


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""

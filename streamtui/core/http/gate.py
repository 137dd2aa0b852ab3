"""Who asks a server of ours: a program that knows it by a name of its own, or a page in a browser from elsewhere.

A page may have its own name resolve to this machine (DNS rebinding), so the name that it asks for must be ours.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from streamtui.core.http.heads import RequestHead, values


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


def has_foreign_name(head: RequestHead, own: str) -> bool:
    """It asks for a host that is neither this machine nor `own`, which is listened on."""
    return not all(is_loopback(host) or host == own.lower() for host in _hosts(head))


def is_of_foreign_page(head: RequestHead) -> bool:
    """It is of a page that came from elsewhere than from the host that it asks for, or this machine."""
    origins = [value.decode("latin-1") for value in values(head.headers, b"origin")]
    return any(_is_foreign(origin, _hosts(head)) for origin in origins)


def _hosts(head: RequestHead) -> set[str]:
    return {_host(f"//{value.decode('latin-1')}") for value in values(head.headers, b"host")}


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

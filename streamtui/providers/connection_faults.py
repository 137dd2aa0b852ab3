"""What the network and the HTTP library raise, each in one sentence: what is the matter with the way to a server."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import httpx2
import openai

from streamtui.core.faults.faults import Fault, FaultKind
from streamtui.core.faults.server_words import address, excerpt, host
from streamtui.core.wire import endings
from streamtui.core.wire.bounds import TooMuchError
from streamtui.providers.network import NotHttpError
from streamtui.providers.redirects import RedirectedAwayError

_NO_DESCRIPTORS = {errno.EMFILE, errno.ENFILE}
_PLAIN = {
    "WRONG_VERSION_NUMBER",
    "HTTP_REQUEST",
    "RECORD_LAYER_FAILURE",
    "PACKET_LENGTH_TOO_LONG",
    "UNEXPECTED_MESSAGE",
}
"""What OpenSSL says of an answer that is no TLS."""
_CLOSED = re.compile(r"disconnected|closed connection|unexpectedly closed")
_BROKEN_HTTP = (
    ("Content-Length", "its Content-Length makes no sense"),
    ("Transfer-Encoding", "its Transfer-Encoding is unknown"),
    ("too long", "its headers are too large"),
    ("chunk", "its chunks have no sizes that can be read"),
    ("status", "its status line can't be read"),
    ("header", "a header of it can't be read"),
    ("UPGRADE", "it goes on in another protocol"),
)
"""What h11 says of a response, and what that means."""
_LONGEST_WORDS = 60


class Broken(NamedTuple):
    """A fault of the connection; `transient` where another attempt may find a better one."""

    fault: Fault
    transient: bool = True


def connection_fault(error: Exception, url: str, connect_s: float) -> Broken | None:
    """What `error` says of the way to the server at `url`; `None` where it is about something else.

    `url` is fit to be shown; `connect_s` is how long a connection was waited for.
    """
    causes = list(_causes(error))
    if _first(causes, httpx2.LocalProtocolError):
        return _broken("configuration", "The API key holds a character that can't be sent; check OPENAI_API_KEY.")
    if _first(causes, httpx2.InvalidURL, httpx2.UnsupportedProtocol) or _says(causes, "location header"):
        return _bad_address(url)
    if _first(causes, httpx2.DecodingError):
        why = f"{host(url)} answered in a compression that can't be read ({_words(causes, httpx2.DecodingError)})"
        return _broken("malformed", f"{why}: check the server, or the proxy before it.")
    if isinstance(away := _first(causes, RedirectedAwayError), RedirectedAwayError):
        return _redirected(away.url, url)
    if isinstance(beyond := _first(causes, TooMuchError), TooMuchError):
        return Broken(endings.beyond(beyond.what, url, kept=False))
    if isinstance(not_http := _first(causes, NotHttpError), NotHttpError):
        return _not_http(not_http.said, url)
    if not isinstance(error, openai.APIConnectionError | httpx2.RequestError | OSError):
        return None
    server = _server(causes, url)
    return _of_network(causes, server, connect_s) or _of_protocol(causes, server, url)


def speaks_tls(url: str) -> str:
    """The server at `url` was spoken to in plain, and wants TLS."""
    return f"{host(url)} speaks TLS where plain HTTP was spoken to it: write https:// in the base URL."


def _of_network(causes: list[BaseException], server: str, connect_s: float) -> Broken | None:
    """There is no connection."""
    if _first(causes, httpx2.ConnectTimeout):
        return _broken("timeout", f"No connection to {server} within {connect_s:g} s: check that it is up.")
    if _first(causes, httpx2.TimeoutException):
        return _broken("timeout", f"{server} took too long to answer; ask again.")
    if any(isinstance(cause, OSError) and cause.errno in _NO_DESCRIPTORS for cause in causes):
        message = (
            "No more files and connections can be open at once here: ask for fewer at a time, or raise `ulimit -n`."
        )
        return _broken("connection", message)
    if certificate := _first(causes, ssl.SSLCertVerificationError):
        why = getattr(certificate, "verify_message", "") or "not verified"
        message = f"The TLS certificate of {server} can't be trusted ({why}): check the address, "
        return _broken("connection", message + "or name its authority in SSL_CERT_FILE.", transient=False)
    if isinstance(tls := _first(causes, ssl.SSLError), ssl.SSLError):
        if tls.reason in _PLAIN:
            message = f"No secure connection to {server}: it may speak plain HTTP; try http:// in place of https://."
        else:
            why = (tls.reason or "no reason").replace("_", " ").lower()
            message = f"No secure connection to {server}, as the two can't agree ({why}): check the base URL's port."
        return _broken("connection", message, transient=False)
    if _first(causes, socket.gaierror):
        return _broken("connection", f"The host {server} is unknown: check the base URL and the network.")
    if _first(causes, ConnectionRefusedError):
        return _broken("connection", f"{server} refused the connection: start the server, or check the port.")
    if _first(causes, httpx2.ProxyError):
        return _broken("connection", f"The proxy refused to connect to {server}: check HTTP_PROXY and HTTPS_PROXY.")
    if _first(causes, httpx2.TooManyRedirects):
        return _broken("connection", f"{server} redirects in circles: check the base URL.", transient=False)
    return None


def _of_protocol(causes: list[BaseException], server: str, url: str) -> Broken:
    """There was a connection, and it ended or what came is no HTTP."""
    said = _first(causes, httpx2.RemoteProtocolError)
    if said is not None and not _CLOSED.search(str(said)):
        what = next((words for sign, words in _BROKEN_HTTP if sign in str(said)), "its parts don't go together")
        message = (
            f"{server} answered in HTTP that can't be read, as {what}: check the base URL, or the proxy before it."
        )
        return _broken("malformed", message)
    if said is not None or _first(causes, httpx2.ReadError):
        secret = ", or write https:// if it speaks TLS" if url.startswith("http:") else ""
        return _broken("connection", f"{server} closed the connection before it replied; ask again{secret}.")
    return _broken("connection", f"No connection to {server}: check the base URL and the network.")


def _server(causes: list[BaseException], url: str) -> str:
    """Who failed, as the subject of a sentence: the server at `url`, or one to which it redirects."""
    for cause in causes:
        with suppress(RuntimeError):  # it knows of no request
            if isinstance(cause, httpx2.RequestError) and (last := host(str(cause.request.url))) != host(url):
                return f"{last} (to which {host(url)} redirects)"
    return host(url)


def _not_http(said: bytes, url: str) -> Broken:
    server = host(url)
    if said[:2] in (b"\x15\x03", b"\x16\x03"):
        message = speaks_tls(url)
    elif said.startswith((b"HTTP/2", b"PRI ")) or said[3:5] == b"\x04\x00":
        message = f"{server} speaks HTTP/2 alone, which is not spoken here: check the port of the base URL ({url})."
    else:
        words = excerpt(said.decode("ascii", "replace"), longest=_LONGEST_WORDS)
        message = f"{server} speaks no HTTP, it said {words}: check the host and port of the base URL ({url})."
    return _broken("malformed", message)


def _redirected(target: str, url: str) -> Broken:
    base_url = re.sub(r"/(?:chat/completions|models)/?\Z", "", address(target))
    other = host(target)
    if other == host(url) and target.startswith("http:"):
        other = f"plain HTTP ({other})"
    message = (
        f"{host(url)} redirects to {other}, where neither prompt nor key was sent: "
        f"if it is right, give {base_url} as the base URL."
    )
    return _broken("connection", message, transient=False)


def _bad_address(url: str) -> Broken:
    """The base URL, or where the server sends us."""
    try:
        good = httpx2.URL(url).scheme in ("http", "https")
    except httpx2.InvalidURL:
        good = False
    if good:
        message = f"{host(url)} redirects to an address that can't be used: check the base URL ({url})."
        return _broken("malformed", message)
    return _broken("configuration", f"{url} is no address of a server; a base URL looks like http://localhost:8000/v1.")


def _broken(kind: FaultKind, message: str, *, transient: bool = True) -> Broken:
    return Broken(Fault(kind, message), transient)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """`error` and all that it came from, those included that a group holds."""
    while error is not None:
        yield error
        for member in getattr(error, "exceptions", ()):
            yield from _causes(member)
        error = error.__cause__ or error.__context__


def _first(causes: list[BaseException], *kinds: type[BaseException]) -> BaseException | None:
    return next((cause for cause in causes if isinstance(cause, kinds)), None)


def _says(causes: list[BaseException], words: str) -> bool:
    return any(isinstance(cause, httpx2.RemoteProtocolError) and words in str(cause) for cause in causes)


def _words(causes: list[BaseException], kind: type[BaseException]) -> str:
    return excerpt(str(_first(causes, kind)), longest=_LONGEST_WORDS)

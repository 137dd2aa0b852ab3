"""Where a server redirects to: within itself that is followed, to another the person is told and nothing is sent."""

from __future__ import annotations

import httpx2

_PORTS = {"http": 80, "https": 443}


class RedirectedAwayError(Exception):
    """A server wants what it was sent, or the key, to go to the one at `url`."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


async def stay(response: httpx2.Response) -> None:
    """A hook of the client for each response, called before it would follow. Raises RedirectedAwayError."""
    if not response.has_redirect_location:
        return
    here = response.request.url
    try:
        there = here.join(response.headers["location"])
    except httpx2.InvalidURL:  # of which the client itself complains
        return
    if there.scheme in _PORTS and _server(there) not in (_server(here), _secure(here)):
        raise RedirectedAwayError(str(there))


def _server(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _PORTS[url.scheme]


def _secure(url: httpx2.URL) -> tuple[str, str, int | None]:
    """The same server where it speaks TLS, at the usual port."""
    return _server(url.copy_with(scheme="https")) if _server(url)[2] == _PORTS["http"] else _server(url)

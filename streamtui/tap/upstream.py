"""The server behind the tap, and where on it a path of ours is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from streamtui.core.http.heads import host_in_url

OURS = "/v1"
"""The path of our own base URL: what is below it is below the server's."""
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Upstream:
    """A base URL, taken apart."""

    tls: bool
    host: str
    port: int
    base: str
    """Its path, without a slash at the end: `/openai/v1`."""
    query: str = ""
    """Goes with every request: `api-version=2024-10-21`."""

    @property
    def authority(self) -> str:
        """What `Host` says there."""
        host = host_in_url(self.host)
        return host if self.port == _PORTS["https" if self.tls else "http"] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """The URL without a path."""
        return f"{'https' if self.tls else 'http'}://{self.authority}"

    def target(self, asked: str) -> str:
        """What is asked there for what is asked here.

        Below `/v1` is what is below the base URL. Other paths are those of the server's other APIs, which stand beside
        its `/v1`: `/api/chat`.

        >>> upstream_of("https://h/openai/v1").target("/v1/models?limit=1")
        '/openai/v1/models?limit=1'
        """
        if "://" in asked.partition("?")[0]:  # as a proxy is asked
            parts = urlsplit(asked)
            asked = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        path, _, query = asked.partition("?")
        queries = "&".join(filter(None, (self.query, query)))
        return self._path(path) + (f"?{queries}" if queries else "")

    def _path(self, path: str) -> str:
        if path == "*" or (self.base and _is_below(path, self.base)):
            return path
        if _is_below(path, OURS):
            return self.base + path.removeprefix(OURS) or "/"
        return self.base.removesuffix(OURS) + path


def upstream_of(base_url: str) -> Upstream:
    """The base URL taken apart; it was looked at already (config.keys.host_of). Its user info is left out."""
    parts = urlsplit(base_url)
    tls = parts.scheme.lower() == "https"
    port = parts.port or _PORTS["https" if tls else "http"]
    return Upstream(tls, parts.hostname or "", port, parts.path.rstrip("/"), parts.query)


def _is_below(path: str, base: str) -> bool:
    return path == base or path.startswith(f"{base}/")

"""Who may see the page: a browser that was given an address of ours, and no page of elsewhere by way of it.

An address can be opened once; the browser keeps a cookie from then on. Cookies know no ports, and SameSite takes all of
this machine for one site: so a name is the cookie's that holds the port, and the origin must be ours to the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from secrets import token_urlsafe

from streamtui.core.http.gate import is_token, stranger
from streamtui.core.http.heads import HeaderLines, RequestHead
from streamtui.core.http.refusal import Refusal

_NAME = "The page of streamtui"
_MOST_BROWSERS = 100
"""So many are known at a time; the one that came first is forgotten first."""
_CLOSED = (
    "This browser may not see the page: open the address that `streamtui web` printed last; each of them can be opened"
    " once."
)


@dataclass(slots=True)
class Door:
    """Opens to who knows a token: the one that the person chose, or one that is made anew whenever it was used."""

    host: str
    """What is listened on."""
    chosen: str = ""
    """Empty: tokens are made here."""
    make: Callable[[], str] = field(default=lambda: token_urlsafe(32), repr=False)
    _once: str = field(init=False, repr=False)
    _browsers: list[str] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        self._once = self.make()

    @property
    def token(self) -> str:
        """What opens it next."""
        return self.chosen or self._once

    def enter(self, said: str) -> str | None:
        """The cookie of a browser that says this token; `None` where it is not one, or was used."""
        if not is_token(said.encode("utf-8", "replace"), self.token):
            return None
        self._once = self.make()
        self._browsers = [*self._browsers[1 - _MOST_BROWSERS :], self.make()]
        return self._browsers[-1]

    def foreign(self, method: str, target: str, headers: HeaderLines, *, acts: bool) -> Refusal | None:
        """Why the request is not answered, whatever it knows; `None` where it may be. Nothing of it opens a door.

        What `acts` must say of what page it comes.
        """
        head = RequestHead(method, target, "HTTP/1.1", headers, b"")
        if (refusal := stranger(head, _NAME, self.host, has_token=bool(self.chosen))) is not None:
            return refusal
        origins = _values(headers, b"origin")
        if (acts and not origins) or any(not _is_of(origin, _values(headers, b"host")) for origin in origins):
            return Refusal(403, f"{_NAME} is open to itself alone, and to no page from another address.")
        return None

    def unknown(self, cookie: str) -> Refusal | None:
        """Why a browser that keeps this cookie may not see the page; `None` where it may."""
        said = cookie.encode("utf-8", "replace")
        if not any(is_token(said, known) for known in self._browsers):
            return Refusal(403, _CLOSED)
        return None


def _values(headers: HeaderLines, name: bytes) -> list[str]:
    return [value.decode("latin-1").strip().lower() for key, value in headers if key.lower() == name]


def _is_of(origin: str, hosts: Iterable[str]) -> bool:
    """The page comes from where it asks, port and all."""
    return any(origin in (f"http://{host}", f"https://{host}") for host in hosts)

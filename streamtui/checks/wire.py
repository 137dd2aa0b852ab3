"""Plain HTTP to the server under check: every byte as it is read, and no request without a limit."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from streamtui.checks.exchange import Exchange
from streamtui.checks.verdict import SettledError, failed
from streamtui.core.faults.server_words import is_loopback, passwords, trusts_none
from streamtui.core.ports.clock import Clock
from streamtui.core.text.secrets import Secrets
from streamtui.core.wire import bounds
from streamtui.core.wire.arrivals import Packet
from streamtui.core.wire.bounds import TooMuchError
from streamtui.core.wire.unpacking import ACCEPTED, Unpacking, UnpackingError

_CONNECT_S = 10.0


class NoAnswerError(Exception):
    """Not even a status came; the text says why."""


class _HungUpError(NoAnswerError):
    """The server closed the connection in place of an answer."""


@dataclass(frozen=True, slots=True)
class Target:
    """The server under check, and what to ask there."""

    base_url: str
    api_key: str = field(repr=False)
    model: str
    options: Mapping[str, Any] = field(default_factory=dict)
    """Parameters that every request to this place carries."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """More headers of every request; they win, but where a rule tries another key."""
    extra_body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """More fields of every body."""
    known: Secrets = field(default_factory=Secrets)
    """Keys beside its own that are hidden, should it repeat them."""

    @property
    def secrets(self) -> Secrets:
        """What no sentence may hold."""
        return Secrets(self.api_key, *passwords(self.base_url)) | self.known


class Wire:
    """An HTTP client for one target; use it as an async context manager."""

    def __init__(self, target: Target, clock: Clock, timeout_s: float) -> None:
        self.clock = clock
        self.timeout_s = timeout_s
        self.sent = self.hung_up = 0
        """Requests so far, and those that were answered by a closed connection."""
        self._target = target
        self._url = httpx2.URL(target.base_url)
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(None, connect=_CONNECT_S),
            limits=httpx2.Limits(max_connections=None),
            trust_env=not is_loopback(target.base_url),
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if trusts_none(target.base_url) else True,
            headers={"accept-encoding": ACCEPTED},
            follow_redirects=False,  # where it leads to is another's, who gets neither prompt nor key
        )

    async def __aenter__(self) -> Wire:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def send(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        until: Callable[[Exchange], bool] = lambda _: False,
    ) -> Exchange:
        """POST `body`, or GET, and read the response to its end, to the time-out, or `until` it is enough.

        Leaving early closes the connection. Raises NoAnswerError where no status came, SettledError where too much did.
        """
        try:
            return await self._exchanged(path, body, key, until)
        except _HungUpError:  # a rule looks at the count; the others are about something else
            self.hung_up += 1
            return await self._exchanged(path, body, key, until)

    async def _exchanged(
        self, path: str, body: Mapping[str, Any] | None, key: str | None, until: Callable[[Exchange], bool]
    ) -> Exchange:
        self.sent += 1
        exchange = Exchange(self.clock.now(), secrets=self._target.secrets)
        try:
            await asyncio.wait_for(self._read(exchange, path, body, key, until), self.timeout_s)
        except asyncio.TimeoutError:
            if not exchange.status:
                raise NoAnswerError(f"nothing came within {self.timeout_s:g} s") from None
            exchange.broken = f"it had not ended after {self.timeout_s:g} s"
        except TooMuchError as much:
            raise SettledError(failed(f"it sent {much.what} to one small request, and was left")) from much
        except UnpackingError as error:
            exchange.broken = f"the body can't be unpacked: {exchange.shown(error)}"
        except Exception as error:  # whatever goes wrong in reading is the server's answer
            first = _innermost(error)
            exchange.broken = f"the connection broke: {exchange.shown(str(first) or type(first).__name__)}"
            if not exchange.status:
                kind = _HungUpError if isinstance(error, httpx2.RemoteProtocolError) else NoAnswerError
                raise kind(exchange.broken) from error
        exchange.ended_at = self.clock.now()
        return exchange

    async def _read(
        self,
        exchange: Exchange,
        path: str,
        body: Mapping[str, Any] | None,
        key: str | None,
        until: Callable[[Exchange], bool],
    ) -> None:
        url = self._url.copy_with(path=self._url.path.rstrip("/") + path)
        target = self._target
        headers = httpx2.Headers({"Authorization": f"Bearer {target.api_key}"})
        headers.update(target.headers)
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        if body is not None:
            body = {**body, **target.extra_body}
        async with self._client.stream("GET" if body is None else "POST", url, json=body, headers=headers) as response:
            exchange.headers, exchange.status = response.headers, response.status_code
            size = 0
            unpacking = Unpacking(response.headers.get_list("content-encoding", split_commas=True))
            async for packet in response.aiter_raw():
                for data in unpacking.feed(packet):
                    exchange.packets.append(Packet(self.clock.now(), data))
                    size += len(data)
                    if much := _too_much(size, len(exchange.packets)):
                        raise TooMuchError(much)
                    if until(exchange):
                        return


def _too_much(size: int, packets: int) -> str:
    """What of a response is more than is held of it, or nothing."""
    if size > bounds.CHECKED:
        return bounds.size(bounds.CHECKED)
    return f"more than {bounds.CHECKED_PACKETS:,} packets" if packets > bounds.CHECKED_PACKETS else ""


def _innermost(error: BaseException) -> BaseException:
    """The error itself; of those that the network tells as a group, the first."""
    members = getattr(error, "exceptions", ())
    return _innermost(members[0]) if members else error

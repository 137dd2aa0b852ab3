"""The door to the official SDK: a client, a stream of the bytes that the server sent, the names of its models.

The SDK makes the request, authenticates and raises its errors; its own decoding of the stream is left out, as it
drops or dies on what many servers send. Importing this module takes a quarter of a second: it is done in a thread.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from http.cookiejar import CookieJar
from typing import Any, cast
from urllib.parse import parse_qsl, quote

from streamtui.config.environment import OPENAI_BASE_URL
from streamtui.config.keys import OPENAI_URL, same_server
from streamtui.core.faults.server_words import is_loopback, trusts_none
from streamtui.core.wire.unpacking import ACCEPTED
from streamtui.providers import bodies, network
from streamtui.providers.lean_import import lean_import
from streamtui.providers.redirects import stay

with lean_import():
    import httpx2
    from openai import APIStatusError, AsyncOpenAI, AsyncStream, DefaultAsyncHttpx2Client

CANCEL_S = 2.0
_READ_S = 30.0
"""Until a document is whole."""
_WITHOUT_BODY = {204, 205}


_listener: ContextVar[Callable[[httpx2.Request], None] | None] = ContextVar("listener", default=None)
"""Who is told of the request that is made in this task."""


class ByteStream(AsyncStream[bytes]):
    """The body of a response as it is read from the network."""

    def __stream__(self) -> AsyncIterator[bytes]:
        return self.response.aiter_raw()  # which is unpacked already

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Without a layer of the SDK's, that costs a part of a microsecond for each packet."""
        return self._iterator


class _NoCookies(CookieJar):
    """Keeps nothing: what one answer sets would go out with every later request, or stop it where it can't be sent."""

    def extract_cookies(self, *_: object) -> None: ...


def make_client(base_url: str, api_key: str, connect_s: float, headers: Mapping[str, str] | None = None) -> AsyncOpenAI:
    """A client that neither retries nor limits a silence: both have one owner, and it is not the SDK.

    For what runs on this machine a proxy of the environment is not asked, and where it is spoken to in plain the
    certificates of the world are not loaded: no certificate would be trusted. What else the SDK takes from the
    environment, organization, project and headers, goes to the server alone that the environment names; `headers` are
    the person's own for this one.
    """
    base_url, _, query = base_url.partition("?")  # which the SDK would put before the rest of the path
    timeout = httpx2.Timeout(connect=connect_s, read=None, write=None, pool=None)
    http_client = DefaultAsyncHttpx2Client(
        base_url=base_url,
        timeout=timeout,
        cookies=_NoCookies(),
        headers={"accept-encoding": ACCEPTED},
        event_hooks={"request": [_tell], "response": [stay, bodies.bound, _in_unicode]},
        trust_env=not is_loopback(base_url),
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if trusts_none(base_url) else True,
    )
    network.put_under(http_client)
    client = AsyncOpenAI(
        base_url=base_url,
        api_key=api_key,
        max_retries=0,
        timeout=timeout,
        http_client=http_client,
        default_query=dict(parse_qsl(query, keep_blank_values=True)),
    )
    if not same_server(base_url, os.environ.get(OPENAI_BASE_URL) or OPENAI_URL):
        client.organization = client.project = None
        client._custom_headers = {}  # noqa: SLF001 - there is no other way to them
    client._custom_headers = {**client._custom_headers, **(headers or {})}  # noqa: SLF001
    return client


async def open_stream(
    client: AsyncOpenAI, path: str, body: Mapping[str, Any], on_request: Callable[[httpx2.Request], None]
) -> ByteStream:
    """Ask for a streamed reply at that path; returns when the headers have arrived.

    `on_request` is told of each request that leaves, a redirected one too.
    """
    _listener.set(on_request)  # the task is the attempt's own
    stream: ByteStream = await client.post(
        path, cast_to=cast("Any", bytes), body=body, stream=True, stream_cls=ByteStream
    )
    if stream.response.status_code in _WITHOUT_BODY:
        await stream.close()
        raise APIStatusError("no body", response=stream.response, body=None)
    return stream


def below(path: str, identity: str) -> str:
    """Where the server has the response of that id."""
    return f"{path}/{quote(identity, safe='')}"


async def rest_of_stream(client: AsyncOpenAI, path: str, after: int | None) -> ByteStream:
    """The events of the response at that path behind the one of that number, all without one. Nobody is told of the
    request."""
    _listener.set(None)
    params = {"stream": "true"} if after is None else {"stream": "true", "starting_after": after}
    stream: ByteStream = await client.get(
        path, cast_to=cast("Any", bytes), options={"params": params}, stream=True, stream_cls=ByteStream
    )
    return stream


async def cancel_response(client: AsyncOpenAI, path: str) -> None:
    """Have the server make no more of the response at that path; it may say what it likes, for a moment."""
    with suppress(Exception):
        asking = client.post(f"{path}/cancel", cast_to=httpx2.Response, options={"timeout": CANCEL_S})
        await asyncio.wait_for(asking, CANCEL_S)


async def document(client: AsyncOpenAI, path: str, connect_s: float) -> object:
    """What is there, a list of models or a response: what is JSON in its body, else `None`."""
    _listener.set(None)
    timeout = httpx2.Timeout(_READ_S, connect=connect_s)
    asking = client.get(path, cast_to=httpx2.Response, options={"timeout": timeout})
    try:
        response = await asyncio.wait_for(asking, connect_s + _READ_S)  # a packet a second is no answer
    except asyncio.TimeoutError as error:
        raise httpx2.ReadTimeout("") from error
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None


async def _tell(request: httpx2.Request) -> None:
    if (listener := _listener.get()) is not None:
        await request.aread()  # one that follows a redirect is not
        listener(request)


async def _in_unicode(response: httpx2.Response) -> None:
    """Nobody is to decode a body by the charset that the server names: some codecs make no text, or raise."""
    response.encoding = "utf-8"

"""A response that goes on at its server though the connection breaks: its stream is read on where it stopped."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal, TypeAlias

import httpx2
from openai import APIStatusError, AsyncOpenAI

from streamtui.core.json_text.values import integer, mapping, text
from streamtui.core.wire import bounds
from streamtui.core.wire.bounds import TooMuchError
from streamtui.core.wire.sse import DONE, SseDecoder
from streamtui.providers import sdk
from streamtui.providers.failures import PASSING_STATUS, RETRY_AFTER_MAX_S
from streamtui.providers.retry_after import retry_after

_LINE_ENDS = b"\r\n"
_ENDS = {"response.completed", "response.incomplete", "response.failed", "response.cancelled", "error"}
_SETTLED = {"completed", "incomplete", "failed", "cancelled"}
_UNDER_WAY = {"queued", "in_progress"}
_MOST_CONNECTIONS = 1_000
"""However much comes of each: so many breaks are no accident."""
_GONE_STATUS = {404, 410}

Why: TypeAlias = Literal["broke", "silent", "no stream"]
"""Why the rest is asked for: the connection broke, nothing came on it, or a response came that is not begun yet."""
Pause = Callable[[int, Why, "float | None"], Awaitable[None]]
"""Tells of the try of that number, from 1, and waits before it, for as long as the server asks for where it does."""


class NoRestError(Exception):
    """Nothing more of it is to be had."""


class BackgroundResponse:
    """A body of whole events, each once, over as many connections as it takes; as providers.sdk.ByteStream to read."""

    def __init__(
        self, client: AsyncOpenAI, path: str, body: Mapping[str, Any], *, tries: int, pause: Pause, connect_s: float
    ) -> None:
        """`tries`: how often the rest is asked for at most, until something new comes of it."""
        self.tries = tries
        self.pausing = False
        """The rest will be asked for, after a wait."""
        self._client = client
        self._path = path
        self._body = body
        self._connect_s = connect_s
        self._pause = pause
        self._tried = self._connections = self._size = 0
        self._stream: sdk.ByteStream
        self._begin()
        self._id = ""
        self._last: int | None = None
        """The number of the last event."""
        self._is_document = False
        """The response itself came in place of its stream, which nobody has read yet."""
        self._repeats = False
        """On this connection may come what came before."""
        self._over = False
        self._settled = b""
        """What it came to, where the server has that alone."""

    def _begin(self) -> None:
        """A body begins."""
        self._sse = SseDecoder()
        self._held, self._gone = bytearray(), 0
        """The beginning of an event, and how many bytes stood before it."""

    async def open(self, on_request: Callable[[httpx2.Request], None]) -> BackgroundResponse:
        """See providers.sdk.open_stream."""
        self._stream = await sdk.open_stream(self._client, self._path, self._body, on_request)
        self.response = self._stream.response
        return self

    async def rest(self, _: Callable[[httpx2.Request], None]) -> BackgroundResponse:
        """The same once more, as nothing comes on the connection that it had. Raises NoRestError."""
        if not await self._resumed("silent"):
            raise NoRestError
        return self

    @property
    def under_way(self) -> str:
        """Where the server has it; nothing before it says so, and once it is over."""
        return "" if self._over or not self._id.strip(".") else sdk.below(self._path, self._id)

    @property
    def resumable(self) -> bool:
        """It goes on there, and what is missing of it can be named."""
        return (self._last is not None or self._is_document) and bool(self.under_way)

    async def __aenter__(self) -> BackgroundResponse:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stream.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            if self._settled:
                yield self._settled
                return
            broke: Exception | None = None
            try:
                async for data in self._stream:
                    self._size += len(data)
                    if whole := b"".join(self._new(data)):
                        yield whole
                    if self._size > bounds.BODY:
                        raise TooMuchError(f"a body of {bounds.size(bounds.BODY)}")
            except TooMuchError:
                self._over = True
                raise
            except Exception as error:
                broke = error
            if broke is None:
                self._take_document()
            if not await self._resumed("no stream" if self._is_document else "broke"):
                if self._held:
                    yield bytes(self._held)
                if broke is not None:
                    raise broke
                return

    def _new(self, data: bytes) -> Iterator[bytes]:
        """The events that `data` completes and that did not come before."""
        self._held += data
        for event in self._sse.feed(data):
            end = event.start + event.size - self._gone
            while end < len(self._held) and self._held[end] in _LINE_ENDS:  # the blank line behind it
                end += 1
            whole = bytes(self._held[:end])
            del self._held[:end]
            self._gone += end
            if self._is_new(event.data):
                yield whole
        if len(self._held) > bounds.EVENT:
            self._over = True

    def _take_document(self) -> None:
        """All that came may be a response that goes on yet: its stream is asked for from the start, or its end."""
        if self._held.lstrip()[:1] == b"{" and not all(self._is_new(event.data) for event in self._sse.close()):
            self._held.clear()

    def _is_new(self, data: str) -> bool:
        """Of what has no number on a later connection nobody knows whether it came before; the end has it, too."""
        if data.startswith(DONE):  # of this connection, not of the response
            return not self.resumable
        try:
            said = mapping(json.loads(data or "null"))
        except (ValueError, RecursionError):
            return True
        kind, number = text(said.get("type")), integer(said.get("sequence_number"))
        self._is_document = not kind and said.get("status") in _UNDER_WAY and bool(text(said.get("id")))
        response = said if self._is_document else mapping(said.get("response"))
        self._id = self._id or text(response.get("id"))[: bounds.NAME]
        if self._is_document:
            return False
        if kind in _ENDS:
            self._over = True
            return True
        if number is None:
            return not (self._repeats and kind.startswith("response."))
        if self._last is not None and number <= self._last:
            return False
        self._last, self._tried = number, 0
        return True

    async def _resumed(self, why: Why) -> bool:
        """The rest was asked for and comes; half an event that came before comes whole with it.

        As long as the server says that it goes on yet, it is asked again.
        """
        wait_s: float | None = None
        asked = 0
        while self.resumable and self._tried < self.tries and self._connections < _MOST_CONNECTIONS:
            self._tried += 1
            self._connections += 1
            asked += 1
            await self._wait(max(asked, self._tried), why, wait_s)
            wait_s = None
            try:
                if await self._ask():
                    return True
                self._tried = min(self._tried, self.tries - 1)
            except APIStatusError as refusal:
                wait_s = retry_after(refusal.response.headers)
                if not _may_pass(refusal.status_code) or (wait_s or 0) > RETRY_AFTER_MAX_S:
                    return False
            except Exception:  # noqa: S112 - the network's: the next try tells
                continue
        return False

    async def _wait(self, number: int, why: Why, wait_s: float | None) -> None:
        self.pausing = True
        try:
            await self._pause(number, why, wait_s)
        finally:
            self.pausing = False

    async def _ask(self) -> bool:
        """For the rest of the stream; where the server streams it no more, for what it came to, which may go on yet."""
        try:
            stream = await sdk.rest_of_stream(self._client, self.under_way, self._last)
        except APIStatusError as refusal:
            if refusal.status_code in _GONE_STATUS or _may_pass(refusal.status_code):
                raise
            return await self._settle()
        if "json" in stream.response.headers.get("content-type", ""):
            await stream.close()
            return await self._settle()
        with suppress(Exception):
            await self._stream.close()
        self._stream = stream
        self._repeats = self._last is not None
        self._begin()
        return True

    async def _settle(self) -> bool:
        """Take what it came to, unless it goes on yet. Raises NoRestError where nobody can say."""
        document = mapping(await sdk.document(self._client, self.under_way, self._connect_s))
        if (status := text(document.get("status"))) in _UNDER_WAY:
            return False
        if status not in _SETTLED:
            raise NoRestError
        self._begin()
        self._over = True
        said = {"type": f"response.{status}", "response": document}
        self._settled = f"data: {json.dumps(said)}\n\n".encode()
        return True


def _may_pass(status: int) -> bool:
    return status in PASSING_STATUS or status >= 500

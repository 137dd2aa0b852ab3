"""A response that goes on at its server though the connection breaks: its stream is read on where it stopped."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any

import httpx2
from openai import APIStatusError, AsyncOpenAI

from streamtui.core.json_text.values import integer, mapping, text
from streamtui.core.wire import bounds
from streamtui.core.wire.sse import SseDecoder
from streamtui.providers import sdk

_LINE_ENDS = b"\r\n"
_ENDS = {"response.completed", "response.incomplete", "response.failed", "response.cancelled", "error"}

Pause = Callable[[int], Awaitable[None]]
"""Tells of the try of that number, from 1, and waits before it."""


class BackgroundResponse:
    """A body of whole events, each once, over as many connections as it takes; as providers.sdk.ByteStream to read."""

    def __init__(self, client: AsyncOpenAI, path: str, body: Mapping[str, Any], *, tries: int, pause: Pause) -> None:
        """`tries`: how often the rest is asked for at most, until something new comes of it."""
        self._client = client
        self._path = path
        self._body = body
        self._most = tries
        self._pause = pause
        self._tries = 0
        self._stream: sdk.ByteStream
        self._begin()
        self._id = ""
        self._last: int | None = None
        """The number of the last event."""
        self._over = False

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

    @property
    def under_way(self) -> str:
        """Where the server has it; nothing before it says so, and once it is over."""
        return "" if self._over or not self._id else sdk.below(self._path, self._id)

    async def __aenter__(self) -> BackgroundResponse:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stream.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            broke: Exception | None = None
            try:
                async for data in self._stream:
                    if whole := b"".join(self._new(data)):
                        yield whole
            except Exception as error:
                broke = error
            if not await self._resumed():
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

    def _is_new(self, data: str) -> bool:
        try:
            said = mapping(json.loads(data or "null"))
        except (ValueError, RecursionError):
            return True
        number = integer(said.get("sequence_number"))
        if number is not None:
            if self._last is not None and number <= self._last:
                return False
            self._last, self._tries = number, 0
        self._id = self._id or text(mapping(said.get("response")).get("id"))[: bounds.NAME]
        self._over = self._over or text(said.get("type")) in _ENDS
        return True

    async def _resumed(self) -> bool:
        """The rest was asked for and comes; half an event that came before comes whole with it."""
        while self._last is not None and self.under_way and self._tries < self._most:
            self._tries += 1
            await self._pause(self._tries)
            try:
                stream = await sdk.rest_of_stream(self._client, self.under_way, self._last)
            except APIStatusError as refusal:
                if refusal.status_code < 500:
                    return False
            except Exception:  # noqa: S112 - the network's: the next try tells
                continue
            else:
                with suppress(Exception):
                    await self._stream.close()
                self._stream = stream
                self._begin()
                return True
        return False

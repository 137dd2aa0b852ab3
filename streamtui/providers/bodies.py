"""The bodies of responses, unpacked and within bounds, whatever the client would do with them.

No more of a body is read, and none is unpacked further, than `core.wire.bounds` allows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx2

from streamtui.core.wire import bounds
from streamtui.core.wire.bounds import TooMuchError
from streamtui.core.wire.unpacking import Unpacking, UnpackingError


async def bound(response: httpx2.Response) -> None:
    """A hook of the client: let the body of this response be read as a `Body`."""
    encodings = response.headers.get_list("content-encoding", split_commas=True)
    response.headers.pop("content-encoding", None)
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    if response.is_success:
        asked = response.request
        is_document = asked.method == "GET" and asked.url.params.get("stream") != "true"
        most = bounds.LIST if is_document else bounds.BODY
        response.stream = Body(response.stream, encodings, most)
    else:
        response.stream = BodyOfFailure(response.stream, encodings, bounds.ERROR_BODY)


class Body(httpx2.AsyncByteStream):
    """A body without its encodings, of so many bytes at most. Raises TooMuchError and httpx2.DecodingError."""

    def __init__(self, packed: httpx2.AsyncByteStream, encodings: Sequence[str], most: int) -> None:
        self._packed = packed
        self._encodings = encodings
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most
        async with _closing(self._pieces()) as pieces:
            async for data in pieces:
                left -= len(data)
                if left < 0:
                    yield data[:left]
                    raise TooMuchError(f"a body of {bounds.size(self._most)}")
                yield data

    async def aclose(self) -> None:
        """Close the connection, or give it back."""
        await self._packed.aclose()

    def _pieces(self) -> AsyncIterator[bytes]:
        """What is not packed comes straight from below: each generator costs something for every packet."""
        try:
            unpacking = Unpacking(self._encodings)
        except UnpackingError as error:
            raise httpx2.DecodingError(str(error)) from error
        return self._unpacked(unpacking) if unpacking.is_needed else self._packed.__aiter__()

    async def _unpacked(self, unpacking: Unpacking) -> AsyncIterator[bytes]:
        async for data in self._packed:
            try:
                for piece in unpacking.feed(data):
                    yield piece
                    await asyncio.sleep(0)  # a packet may be a thousand pieces, and others wait
            except UnpackingError as error:
                raise httpx2.DecodingError(str(error)) from error


class BodyOfFailure(Body):
    """What says why a request failed: the beginning of it, as far as it can be read, tells."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most
        try:
            async with _closing(self._pieces()) as pieces:
                async for data in pieces:
                    yield data[:left]
                    left -= len(data)
                    if left <= 0:
                        return
        except httpx2.DecodingError:
            return


@asynccontextmanager
async def _closing(pieces: AsyncIterator[bytes]) -> AsyncIterator[AsyncIterator[bytes]]:
    """Close the generator, if it is one, as soon as nobody reads on."""
    try:
        yield pieces
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()

"""The bodies of responses, unpacked and within bounds, whatever the client would do with them.

Packed, a megabyte may be gigabytes. Here a body is unpacked piece by piece, and no further than `core.wire.bounds`
allows.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress

import httpx2

from streamtui.core.wire import bounds
from streamtui.core.wire.bounds import TooMuchError

ACCEPTED = "gzip, deflate"
"""For `Accept-Encoding`: what is unpacked here."""
_PIECE = 1 << 16
"""Bytes that are unpacked at once."""
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_BEGINS = b"\x1f"
_AS_ZLIB = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}
_UNREADABLE = {"br", "zstd", "compress", "x-compress"}
"""Never asked for. Other names are no encodings, though some servers send `utf-8` or `none`."""


async def bound(response: httpx2.Response) -> None:
    """A hook of the client: let the body of this response be read as a `Body`."""
    encodings = [name.strip().lower() for name in response.headers.get_list("content-encoding", split_commas=True)]
    response.headers.pop("content-encoding", None)
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    if response.is_success:
        most = bounds.LIST if response.request.method == "GET" else bounds.BODY
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
        unpackers = _unpackers(self._encodings)
        return self._unpacked(unpackers) if unpackers else self._packed.__aiter__()

    async def _unpacked(self, unpackers: Sequence[_Unpacker]) -> AsyncIterator[bytes]:
        packed = unpacked = 0
        async for data in self._packed:
            packed += len(data)
            for piece in _unpacked(data, unpackers):
                unpacked += len(piece)
                if unpacked > max(bounds.UNPACKED, bounds.UNPACKED_RATIO * packed):
                    raise TooMuchError(f"{packed:,} bytes that unpack to {bounds.size(bounds.UNPACKED)}")
                yield piece
                await asyncio.sleep(0)  # a packet may be a thousand pieces, and others wait


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


class _Unpacker:
    """One encoding."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inflater = zlib.decompressobj(wbits)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes say, a piece at a time. Raises httpx2.DecodingError, behind all that could be read."""
        while data:
            if self._inflater.eof:
                if self._wbits != _GZIP or not data.startswith(_GZIP_BEGINS):
                    return
                self._inflater = zlib.decompressobj(_GZIP)  # such files may stand one behind the other
            before = self._inflater.copy()
            try:
                piece = self._inflater.decompress(data, _PIECE)
            except zlib.error as error:
                if self._begun or self._wbits != zlib.MAX_WBITS:
                    if piece := _readable(before, data):
                        yield piece
                    raise httpx2.DecodingError(str(error)) from error
                self._wbits = -zlib.MAX_WBITS  # many servers send `deflate` without its header
                self._inflater = zlib.decompressobj(self._wbits)
                continue
            self._begun = True
            data = self._inflater.unconsumed_tail or self._inflater.unused_data
            if piece:
                yield piece


def _readable(inflater: zlib._Decompress, data: bytes) -> bytes:
    """What can be read of a packet that breaks somewhere: zlib alone gives nothing of it."""
    pieces: list[bytes] = []
    with suppress(zlib.error):
        for at in range(len(data)):
            pieces.append(inflater.decompress(data[at : at + 1], _PIECE))
            if inflater.unconsumed_tail:  # a packet that is as dense is no text
                break
    return b"".join(pieces)[:_PIECE]


def _unpackers(encodings: Sequence[str]) -> list[_Unpacker]:
    if unreadable := _UNREADABLE.intersection(encodings):
        raise httpx2.DecodingError(f"{', '.join(sorted(unreadable))} was not asked for")
    known = [_AS_ZLIB[name] for name in encodings if name in _AS_ZLIB]
    if len(known) > bounds.ENCODINGS:
        raise TooMuchError(f"a body that is packed {len(known)} times")
    return [_Unpacker(wbits) for wbits in reversed(known)]


def _unpacked(data: bytes, unpackers: Sequence[_Unpacker]) -> Iterator[bytes]:
    if not unpackers:
        yield data
        return
    for piece in unpackers[0].feed(data):
        yield from _unpacked(piece, unpackers[1:])

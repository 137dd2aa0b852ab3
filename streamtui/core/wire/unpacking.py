"""What responses are packed in, unpacked piece by piece and within bounds: a megabyte may be gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress

from streamtui.core.wire import bounds
from streamtui.core.wire.bounds import TooMuchError
from streamtui.core.wire.more_packings import Unpacker, unpacker_of

ACCEPTED = "gzip, deflate"
"""For `Accept-Encoding`: what is unpacked here."""
_PIECE = 1 << 16
"""Bytes that are unpacked at once."""
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_BEGINS = b"\x1f"
_AS_ZLIB = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}
_MORE = {"br", "zstd"}
_UNREADABLE = {*_MORE, "compress", "x-compress"}
"""Never asked for. Other names are no encodings, though some servers send `utf-8` or `none`."""


class UnpackingError(ValueError):
    """The bytes are not what their encoding says, or it was not asked for; the text says which."""


class Unpacking:
    """A body's way out of its encodings, as `Content-Encoding` names them one upon the other.

    Raises UnpackingError for what was not asked for, TooMuchError for too many of them. Another program may have asked
    for more (`by_others`): what this machine has a library for is unpacked then.
    """

    def __init__(self, encodings: Sequence[str], *, by_others: bool = False) -> None:
        names = [name for name in (each.strip().lower() for each in encodings) if name in {*_AS_ZLIB, *_UNREADABLE}]
        if len(names) > bounds.ENCODINGS:
            raise TooMuchError(f"a body that is packed {len(names)} times")
        self._unpackers = [_unpacker(name, by_others=by_others) for name in reversed(names)]
        self.is_needed = bool(names)
        """The body is packed at all."""
        self._packed = self._unpacked = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes say, a piece at a time. Raises TooMuchError; UnpackingError, behind all that could be read.

        Nothing is unpacked before it is taken.
        """
        self._packed += len(data)
        for piece in _unpacked(data, self._unpackers):
            self._unpacked += len(piece)
            if self._unpacked > max(bounds.UNPACKED, bounds.UNPACKED_RATIO * self._packed):
                raise TooMuchError(f"{self._packed:,} bytes that unpack to {bounds.size(bounds.UNPACKED)}")
            yield piece


def unpacked(body: bytes, encodings: Sequence[str]) -> bytes:
    """What a body of another program says; as it came, where that can't be read."""
    try:
        return b"".join(Unpacking(encodings, by_others=True).feed(body)) if encodings else body
    except (UnpackingError, TooMuchError):
        return body


def _unpacker(name: str, *, by_others: bool) -> Unpacker:
    if name in _AS_ZLIB:
        return _Inflater(_AS_ZLIB[name])
    if not by_others:
        raise UnpackingError(f"{name} was not asked for")
    if (found := unpacker_of(name) if name in _MORE else None) is None:
        raise UnpackingError(f"nothing here reads {name}")
    return found


class _Inflater:
    """gzip or deflate."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inflater = zlib.decompressobj(wbits)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes say, a piece at a time. Raises UnpackingError, behind all that could be read."""
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
                    raise UnpackingError(str(error)) from error
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


def _unpacked(data: bytes, unpackers: Sequence[Unpacker]) -> Iterator[bytes]:
    if not unpackers:
        yield data
        return
    try:
        for piece in unpackers[0].feed(data):
            if piece:
                yield from _unpacked(piece, unpackers[1:])
    except (UnpackingError, TooMuchError):
        raise
    except Exception as error:  # each library has an error of its own
        raise UnpackingError(str(error)) from error

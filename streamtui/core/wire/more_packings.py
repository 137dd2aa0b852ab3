"""Brotli and Zstandard, where this machine has a library for them: other programs ask for what we never would."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

_PIECE = 1 << 16
"""Bytes that are unpacked at once."""
_SLICE = 64
"""Bytes that are given at once to a library that can't be told how much to give back."""
_MODULES = {
    "br": ("brotli", "brotlicffi"),
    "zstd": ("compression.zstd", "backports.zstd", "zstandard"),
}


class Unpacker(Protocol):
    """One encoding. Raises what its library raises where the bytes are not what it says."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes say, a piece at a time."""
        ...


def unpacker_of(name: str) -> Unpacker | None:
    """For that encoding; `None` where there is no library for it."""
    for module in _MODULES.get(name, ()):
        try:
            library = import_module(module)
        except ImportError:
            continue
        return _Brotli(library) if name == "br" else _Zstandard(library)
    return None


class _Brotli:
    def __init__(self, library: ModuleType) -> None:
        self._decompressor: Any = library.Decompressor()
        self._is_bounded = hasattr(self._decompressor, "can_accept_more_data")

    def feed(self, data: bytes) -> Iterator[bytes]:
        process = self._decompressor.process
        if not self._is_bounded:
            for start in range(0, len(data), _SLICE):
                yield process(data[start : start + _SLICE])
            return
        yield process(data, output_buffer_limit=_PIECE)
        while not self._decompressor.can_accept_more_data():
            yield process(b"", output_buffer_limit=_PIECE)


class _Zstandard:
    def __init__(self, library: ModuleType) -> None:
        self._library = library
        self._decompressor = self._new()

    def _new(self) -> Any:
        made = self._library.ZstdDecompressor()
        return made.decompressobj() if hasattr(made, "decompressobj") else made

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._decompressor.eof:  # frames may stand one behind the other
                self._decompressor = self._new()
            if hasattr(self._decompressor, "needs_input"):
                yield from self._bounded(data)
                data = self._decompressor.unused_data if self._decompressor.eof else b""
            else:
                yield self._decompressor.decompress(data[:_SLICE])
                data = (self._decompressor.unused_data if self._decompressor.eof else b"") + data[_SLICE:]

    def _bounded(self, data: bytes) -> Iterator[bytes]:
        yield self._decompressor.decompress(data, _PIECE)
        while not (self._decompressor.needs_input or self._decompressor.eof):
            yield self._decompressor.decompress(b"", _PIECE)

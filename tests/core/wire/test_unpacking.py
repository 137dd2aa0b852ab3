"""Packed bodies of other programs: in whatever they asked for, where a library is here, and within bounds."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable
from importlib import import_module

import pytest

from streamtui.core.wire import bounds, more_packings
from streamtui.core.wire.bounds import TooMuchError
from streamtui.core.wire.unpacking import Unpacking, UnpackingError
from tests.core.wire.streams import cut_at_random

brotli = import_module("brotli")
zstd = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
TEXT = b"".join(b'data: {"n": %d}\n\n' % number for number in range(3_000))
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("name", PACKED)
def test_what_another_program_asked_for_is_unpacked_whatever_the_cuts(name: str) -> None:
    for seed in range(5):
        unpacking = Unpacking([name], by_others=True)
        assert unpacking.is_needed
        cuts = cut_at_random(PACKED[name](TEXT), seed)
        assert b"".join(piece for cut in cuts for piece in unpacking.feed(cut)) == TEXT


@pytest.mark.parametrize("name", ["br", "zstd"])
def test_what_we_did_not_ask_for_is_not_unpacked(name: str) -> None:
    with pytest.raises(UnpackingError, match=f"{name} was not asked for"):
        Unpacking([name])


@pytest.mark.parametrize("name", ["br", "zstd", "compress"])
def test_without_a_library_that_is_said(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(more_packings, "_MODULES", {"br": ("no_such_library",), "zstd": ()})
    with pytest.raises(UnpackingError, match=f"nothing here reads {name}"):
        Unpacking([name], by_others=True)


@pytest.mark.parametrize("name", PACKED)
def test_a_little_that_would_be_gigabytes_is_unpacked_no_further_than_the_bound(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "UNPACKED", 1 << 18)
    packed, pieces = PACKED[name](bytes(1 << 26)), list[bytes]()
    with pytest.raises(TooMuchError):
        pieces.extend(Unpacking([name], by_others=True).feed(packed))
    assert max(map(len, pieces)) <= 1 << 18
    assert sum(map(len, pieces)) <= max(1 << 18, bounds.UNPACKED_RATIO * len(packed))


@pytest.mark.parametrize("name", PACKED)
def test_what_is_not_packed_so_is_told(name: str) -> None:
    with pytest.raises(UnpackingError):
        list(Unpacking([name], by_others=True).feed(b"\xff\xfe no packing of any kind" * 20))


def test_frames_may_stand_one_behind_the_other() -> None:
    packed = zstd.compress(b"Hello, ") + zstd.compress(b"world.")
    assert b"".join(Unpacking(["zstd"], by_others=True).feed(packed)) == b"Hello, world."

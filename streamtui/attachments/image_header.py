"""Which image some bytes are, and how many pixels it has: read of its header, never decoded."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

_JPEG_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
"""Markers behind which the size stands; the rest of the row are tables."""
_JPEG_ALONE = {0x01, *range(0xD0, 0xD9)}
"""Markers without a length."""
_WEBP = re.compile(rb"RIFF....WEBP(VP8[ LX])", re.DOTALL)


class ImageHeader(NamedTuple):
    """What it says; no pixels where it is broken."""

    media_type: str
    width: int = 0
    height: int = 0


def image_header(data: bytes) -> ImageHeader | None:
    """Of PNG, JPEG, GIF and WebP, which models that see take; `None` of all else.

    >>> image_header(b"GIF89a" + (640).to_bytes(2, "little") + (480).to_bytes(2, "little"))
    ImageHeader(media_type='image/gif', width=640, height=480)
    """
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return ImageHeader("image/png", *struct.unpack_from(">II", data, 16))
        if data.startswith((b"GIF87a", b"GIF89a")):
            return ImageHeader("image/gif", *struct.unpack_from("<HH", data, 6))
        if data.startswith(b"\xff\xd8\xff"):
            return ImageHeader("image/jpeg", *_jpeg_size(data))
        if webp := _WEBP.match(data):
            return ImageHeader("image/webp", *_webp_size(webp[1], data))
    except (struct.error, IndexError):
        return next(ImageHeader(kind) for mark, kind in _KINDS if data.startswith(mark))
    return None


_KINDS = ((b"\x89PNG", "image/png"), (b"GIF8", "image/gif"), (b"\xff\xd8", "image/jpeg"), (b"RIFF", "image/webp"))


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """From segment to segment, each of which says how long it is, to that of the frame."""
    place = 2
    while True:
        while data[place] != 0xFF:
            place += 1
        while data[place] == 0xFF:
            place += 1
        marker, place = data[place], place + 1
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 3)
            return width, height
        if marker not in _JPEG_ALONE:
            place += max(2, struct.unpack_from(">H", data, place)[0])


def _webp_size(kind: bytes, data: bytes) -> tuple[int, int]:
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
    return width, height

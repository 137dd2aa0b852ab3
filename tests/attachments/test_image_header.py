"""Pixels of images, read of their headers."""

from __future__ import annotations

import pytest

from streamtui.attachments.image_header import image_header
from tests.attachments.images import gif, jpeg, png, webp

IMAGES = {
    "image/png": png(641, 480),
    "image/jpeg": jpeg(641, 480),
    "image/gif": gif(641, 480),
    "image/webp": webp(b"VP8 ", 641, 480),
    "image/webp;lossless": webp(b"VP8L", 641, 480),
    "image/webp;extended": webp(b"VP8X", 641, 480),
}


@pytest.mark.parametrize(("kind", "data"), IMAGES.items(), ids=IMAGES)
def test_size_and_kind_are_in_the_header_and_a_cut_one_has_no_size(kind: str, data: bytes) -> None:
    assert image_header(data) == (kind.partition(";")[0], 641, 480)
    for length in range(len(data)):
        header = image_header(data[:length])
        assert header is None or header.media_type == kind.partition(";")[0]


@pytest.mark.parametrize("data", [b"", b"print(1)", b"RIFF\0\0\0\0WAVEfmt ", b"%PDF-1.7", b"<svg/>"])
def test_all_else_is_no_image(data: bytes) -> None:
    assert image_header(data) is None

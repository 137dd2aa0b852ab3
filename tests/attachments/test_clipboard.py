"""An image of the desktop's clipboard, asked of the program that the desktop has for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamtui.attachments.clipboard import copied_image
from streamtui.attachments.reading import NotAttachedError
from tests.attachments.images import png


@pytest.mark.parametrize(
    ("platform", "program", "desktop"),
    [
        ("linux", "wl-paste", {"WAYLAND_DISPLAY": "wayland-0"}),
        ("linux", "xclip", {"DISPLAY": ":0"}),
        ("linux", "powershell.exe", {"WSL_DISTRO_NAME": "Debian"}),
        ("darwin", "pngpaste", {}),
    ],
)
def test_the_program_that_is_there_is_run_and_no_image_is_told(
    tmp_path: Path, platform: str, program: str, desktop: dict[str, str]
) -> None:
    (tmp_path / "image").write_bytes(png(8, 4))
    shim = tmp_path / program
    shim.write_text(f"#!/bin/sh\nexec /bin/cat {tmp_path}/image\n")
    shim.chmod(0o755)
    environment = {"PATH": str(tmp_path), **desktop}
    image = copied_image(environment, platform, "pasted-1")
    assert (image.name, image.media_type, image.width, image.height) == ("pasted-1", "image/png", 8, 4)
    (tmp_path / "image").write_bytes(f"«data PNGf{png(8, 4).hex()}»\n".encode())
    assert copied_image(environment, platform, "pasted-1").data == png(8, 4)
    (tmp_path / "image").write_bytes(b"just text")
    with pytest.raises(NotAttachedError, match="There is no image in the clipboard"):
        copied_image(environment, platform, "pasted-1")


def test_where_nobody_can_be_asked_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotAttachedError, match="install wl-clipboard or xclip"):
        copied_image({"PATH": str(tmp_path), "DISPLAY": ":0"}, "linux", "pasted-1")
    with pytest.raises(NotAttachedError, match="by scp, then give its path"):
        copied_image({"PATH": str(tmp_path), "SSH_TTY": "/dev/pts/1"}, "linux", "pasted-1")

"""An image that the person copied: asked of the desktop by the program that it has for that, which is run."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from streamtui.attachments.image_header import image_header
from streamtui.attachments.reading import NotAttachedError, attached_data
from streamtui.core.chat.attachments import Attachment

_TIMEOUT_S = 5.0
_IN_HEX = re.compile("\\A«data PNGf([0-9A-Fa-f]+)»".encode())
"""How AppleScript writes it."""
_POWERSHELL = (
    "Add-Type -AssemblyName System.Windows.Forms,System.Drawing;"
    "$i=[Windows.Forms.Clipboard]::GetImage();if($i){$m=New-Object IO.MemoryStream;"
    "$i.Save($m,[Drawing.Imaging.ImageFormat]::Png);$o=[Console]::OpenStandardOutput();"
    "$b=$m.ToArray();$o.Write($b,0,$b.Length)}"
)
_WINDOWS = ("powershell.exe", "-NoProfile", "-NonInteractive", "-STA", "-Command", _POWERSHELL)


def copied_image(environment: Mapping[str, str], platform: str, name: str) -> Attachment:
    """The image in the clipboard, called so. Raises NotAttachedError where there is none, or nobody to ask.

    The programs are started with that `environment`, and found by its PATH.
    """
    ways = [way for way in _ways(environment, platform) if shutil.which(way[0], path=environment.get("PATH"))]
    for way in ways:
        data = _said(way, environment)
        if image_header(data):
            return attached_data(data, name, len(data))
    if ways:
        raise NotAttachedError("There is no image in the clipboard of this machine.")
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        raise NotAttachedError(
            "The clipboard is on your machine and this is another one: copy the image here by scp, then give its path."
        )
    raise NotAttachedError("Nothing here can read the clipboard: install wl-clipboard or xclip.")


def _ways(environment: Mapping[str, str], platform: str) -> list[Sequence[str]]:
    """Programs and their words, the likeliest first."""
    if platform == "darwin":
        return [("pngpaste", "-"), ("osascript", "-e", "the clipboard as «class PNGf»")]
    if platform == "win32":
        return [_WINDOWS]
    ways: list[Sequence[str]] = []
    if environment.get("WAYLAND_DISPLAY"):
        ways += [("wl-paste", "--no-newline", "--type", kind) for kind in ("image/png", "image/jpeg")]
    if environment.get("DISPLAY"):
        asks = ("xclip", "-selection", "clipboard", "-o", "-t")
        ways += [(*asks, kind) for kind in ("image/png", "image/jpeg")]
    return [*ways, *([_WINDOWS] if environment.get("WSL_DISTRO_NAME") else [])]


def _said(way: Sequence[str], environment: Mapping[str, str]) -> bytes:
    """What the program says; nothing where it fails."""
    try:
        ran = subprocess.run(
            way, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT_S, check=False
        )
        written = _IN_HEX.search(ran.stdout)
        return bytes.fromhex(written[1].decode()) if written else ran.stdout
    except (OSError, ValueError, subprocess.SubprocessError):
        return b""

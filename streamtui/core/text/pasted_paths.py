"""What was pasted or dragged into the terminal, where it is nothing but paths: terminals write these in many ways."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

MOST = 8192
"""Characters; what is longer is no path."""
_MOST_PATHS = 20
_BEGINS = re.compile(r"""['"]?(?:/|~/|file://|[A-Za-z]:[\\/])""")
_ROOT = re.compile(r"(?:~?/|[A-Za-z]:[\\/])")
_DRIVE = re.compile(r"([A-Za-z]):[\\/]")
_ATTACHED = re.compile(r"\.(?:png|jpe?g|gif|webp|bmp|heic|tiff?|avif|pdf)\Z", re.IGNORECASE)
_HOSTS = ("", "localhost")


def pasted_paths(text: str) -> Iterator[Sequence[str]]:
    """What paths it may be, the likeliest first; nothing where it is something else.

    They are absolute, or begin with `~/`: a word alone is a word.
    """
    text = text.strip()
    if not text or len(text) > MOST or not _BEGINS.match(text):
        return
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    tried: list[Sequence[str]] = [[_path(line) for line in lines]]  # a line each, blanks as they are
    words = [word for line in lines for word in _words(line)]
    tried.append([_path(word) for word in words])
    tried.append([line.strip("'\"") for line in lines])
    for paths in tried:
        if paths and len(paths) <= _MOST_PATHS and all(_ROOT.match(path) for path in paths):
            yield paths


def looks_attachable(path: str) -> bool:
    """By its ending it is an image or a PDF, which nobody means as words."""
    return _ATTACHED.search(path) is not None


def _words(line: str) -> list[str]:
    """As a shell splits it: quotes, and blanks behind backslashes."""
    if _DRIVE.match(line.lstrip("'\"")):
        return [line.strip("'\"")]
    try:
        return shlex.split(line)
    except ValueError:
        return []


def _path(word: str) -> str:
    """As it is called here: `file://` addresses undone, drives of Windows where its Linux has them."""
    if word.startswith("file://"):
        try:
            address = urlsplit(word)
        except ValueError:
            return word
        return unquote(address.path) if address.netloc in _HOSTS else word
    if drive := _DRIVE.match(word):
        return f"/mnt/{drive[1].lower()}/" + word[drive.end() :].replace("\\", "/")
    return word

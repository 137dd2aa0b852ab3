"""What lies at a path, as something to be sent. Links are followed: what counts is where they lead.

Nothing is opened that could have no end or act by being read: pipes, devices, sockets, and what the system makes up.
"""

from __future__ import annotations

import os
import stat
from itertools import islice
from pathlib import Path

from streamtui.attachments.image_header import image_header
from streamtui.core.chat.attachments import FOLDER, PDF, Attachment
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.words.figures import bytes_words

MOST_TEXT, MOST_DATA = 1_000_000, 20_000_000
"""Bytes of a text, as many as can be pasted, and of an image or a PDF."""
MOST_NAMES = 500
"""Of a folder."""
_SYSTEM = ("/proc", "/sys", "/dev")
_MEMORY = "/dev/shm"  # noqa: S108 - files like any others, in memory
_CAREFUL = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_SAMPLE = 8192
_KINDS = (
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
)


class NotAttachedError(ConfigurationError):
    """It can't be sent; the sentence says why, and what can be done."""


def attachment_at(path: Path, name: str) -> Attachment:
    """The file or folder, called so. It may take its time. Raises NotAttachedError."""
    try:
        whole = path.expanduser().resolve()
        status = whole.stat()
        _refuse(whole, status, name)
        return _folder(whole, name) if stat.S_ISDIR(status.st_mode) else _file(whole, name)
    except NotAttachedError:
        raise
    except FileNotFoundError as error:
        if path.expanduser().is_symlink():
            raise NotAttachedError(f"{name} is a link to a file that is not there: attach another one.") from error
        raise NotAttachedError(
            f"{name} is not on this machine, or not in this folder: attach it by its path."
        ) from error
    except (
        OSError,
        ValueError,
        RuntimeError,
    ) as error:  # a name with a NUL, a person without a home, a circle of links
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise NotAttachedError(f"{name} can't be read: {why}. Attach a file that you may read.") from error


def attached_data(data: bytes, name: str, size: int) -> Attachment:
    """What the bytes are, by themselves, whatever their name says. Raises NotAttachedError."""
    if header := image_header(data):
        _bound(name, size, MOST_DATA, f"An image ({header.media_type})")
        return Attachment(name, header.media_type, data=data, size=size, width=header.width, height=header.height)
    if data.startswith(b"%PDF-"):
        _bound(name, size, MOST_DATA, "A PDF")
        return Attachment(name, PDF, data=data, size=size)
    if b"\0" in data[:_SAMPLE] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotAttachedError(
            f"{name} is neither text nor an image (PNG, JPEG, GIF, WebP) nor a PDF: models are sent nothing else. "
            "Make one of these of it."
        )
    _bound(name, size, MOST_TEXT, "Text")
    text, remark = _decoded(data)
    return Attachment(name, text=text, size=size, remark=remark)


def _refuse(path: Path, status: os.stat_result, name: str) -> None:
    if kind := next((words for is_kind, words in _KINDS if is_kind(status.st_mode)), ""):
        raise NotAttachedError(f"{name} {kind}, which may have no end: copy what you want of it into a file.")
    if os.name == "posix" and path.is_relative_to(_MEMORY):
        return
    if os.name == "posix" and any(path.is_relative_to(folder) for folder in _SYSTEM):
        raise NotAttachedError(f"{name} is no file but made up by the system: copy what you want of it into a file.")


def _file(path: Path, name: str) -> Attachment:
    descriptor = os.open(path, os.O_RDONLY | _CAREFUL)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotAttachedError(f"{name} is no regular file: copy what you want of it into one.")
        data = file.read(_SAMPLE)
        if image_header(data) or data.startswith(b"%PDF-") or status.st_size <= MOST_TEXT:
            data += file.read(MOST_DATA + 1 - len(data))
    return attached_data(data, name, max(status.st_size, len(data)))


def _folder(path: Path, name: str) -> Attachment:
    with os.scandir(path) as found:
        entries = [*islice(found, MOST_NAMES + 1)]
    names = sorted(f"{entry.name}/" if _is_folder(entry) else entry.name for entry in entries[:MOST_NAMES])
    remark = f"the first {MOST_NAMES}" if len(entries) > MOST_NAMES else ""
    text = "\n".join([*names, *(["… and more"] if remark else [])])
    shown = name if name.endswith("/") else f"{name}/"
    text = text.encode("utf-8", "replace").decode()
    return Attachment(shown, FOLDER, text=text, size=len(text), entries=len(names), remark=remark)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a circle of links
        return False


def _bound(name: str, size: int, most: int, what: str) -> None:
    if size > most:
        raise NotAttachedError(
            f"{name} is {bytes_words(size)}. {what} may have {bytes_words(most)}: attach a part of it."
        )


def _decoded(data: bytes) -> tuple[str, str]:
    """UTF-8, or UTF-16 where a mark says so; and what of it is no text."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), "not all of it is UTF-8: \ufffd stands for the rest"

"""What lies at a path, judged before anything is done to it: only what is ours is written, and nothing through links.

Whatever the umask, a file that is opened here is its owner's alone.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_CAREFUL = (
    getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody writes to is opened at once, and then refused
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


class NotOursError(OSError):
    """What lies there is not ours to write; `strerror` is a clause that says why, beginning with its name."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(errno.EPERM, f"{path.name or path} {why}", str(path))


def open_new(path: Path) -> int:
    """A descriptor to write a file that was not there before, not even as a link. Raises FileExistsError, OSError."""
    return make_private(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_LINK | _CAREFUL, PRIVATE_FILE))


def open_own(path: Path, *, to_append: bool = False, to_judge: bool = False) -> int:
    """A descriptor to read and write a regular file of ours, made where nothing is; nothing in it is changed.

    With `to_append` all that is written comes behind what others write meanwhile. With `to_judge` its mode, too, stays
    as it is: the caller looks into it first, and then calls `make_private`.

    Raises NotOursError where a link, a pipe, a folder, another user's file, or one of two names lies there; OSError.
    """
    _require_no_link_or_folder(path)
    mode = os.O_RDWR | os.O_CREAT | (os.O_APPEND if to_append else 0)
    descriptor = os.open(path, mode | _NO_LINK | _CAREFUL, PRIVATE_FILE)
    try:
        if why := _objection(os.fstat(descriptor)):
            raise NotOursError(path, why)
        return descriptor if to_judge else make_private(descriptor)
    except BaseException:
        os.close(descriptor)
        raise


def require_file(path: Path) -> None:
    """Raise NotOursError as `open_own` does where no regular file lies there, which is not opened; OSError.

    Another program, or a library of this one, may have locks on it, which end with any descriptor that is closed.
    """
    _require_no_link_or_folder(path)
    if is_channel(path):
        raise NotOursError(path, "is no regular file")


def _require_no_link_or_folder(path: Path) -> None:
    if path.is_symlink():
        raise NotOursError(path, "is a link, and nothing is written through one")
    if path.is_dir():
        raise NotOursError(path, "is a folder")


def open_named(path: Path, *, replace: bool = False) -> int:
    """A descriptor to write what a person named: a file of ours from its beginning, or a pipe or device as it is.

    Raises FileExistsError where the file holds something already, unless that is to be replaced; NotOursError as
    `open_own` does, or where nobody reads from a pipe; OSError.
    """
    if not is_channel(path):
        descriptor = _open_replaceable(path, replace=replace)
        os.truncate(descriptor, 0)
        return make_private(descriptor)
    try:
        descriptor = os.open(path, os.O_WRONLY | _CAREFUL)
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise NotOursError(path, "is a pipe that nobody reads from") from error
        raise
    if sys.platform != "win32":
        os.set_blocking(descriptor, True)
    return descriptor


def require_replaceable(path: Path, *, replace: bool = False) -> None:
    """Raise what `open_named` would for what lies there; nothing is made or changed."""
    if os.path.lexists(path) and not is_channel(path):
        os.close(_open_replaceable(path, replace=replace))


def _open_replaceable(path: Path, *, replace: bool) -> int:
    descriptor = open_own(path, to_judge=True)
    if os.fstat(descriptor).st_size and not replace:
        os.close(descriptor)
        raise FileExistsError(errno.EEXIST, f"{path.name} holds something already", str(path))
    return descriptor


def open_to_read(path: Path) -> int:
    """A descriptor to read a regular file, of whoever. Raises NotOursError where it is none; OSError."""
    descriptor = os.open(path, os.O_RDONLY | _CAREFUL)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise NotOursError(path, "is no file but a folder, a pipe or a device")


def is_channel(path: Path) -> bool:
    """There is a pipe, a device or a socket, be it through a link."""
    return path.exists() and not path.is_file() and not path.is_dir()


def is_own(path: Path) -> bool:
    """There is a regular file, or a folder, that is this user's and no link."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)) and not _of_another(found)


def _objection(found: os.stat_result) -> str:
    if not stat.S_ISREG(found.st_mode):
        return "is no regular file"
    if _of_another(found):
        return "belongs to another user"
    return "has a second name (a hard link), so another file would change with it" if found.st_nlink > 1 else ""


def _of_another(found: os.stat_result) -> bool:
    return sys.platform != "win32" and found.st_uid != os.geteuid()


def make_private(descriptor: int) -> int:
    """Take from all but its owner what they may do with an open file; the descriptor again. Raises OSError."""
    if sys.platform != "win32" and stat.S_IMODE(os.fstat(descriptor).st_mode) != PRIVATE_FILE:
        with suppress(PermissionError):  # some disks know no modes
            os.fchmod(descriptor, PRIVATE_FILE)
    return descriptor

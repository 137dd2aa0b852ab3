"""Files that nobody but the person, or the system, can have written, whatever lies in their place."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_MOST_BYTES = 1 << 16
_QUIET = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
"""So that neither a pipe is waited for nor a terminal taken, whatever has come to lie there."""


class RefusedFileError(Exception):
    """The file is not to be used; the text says why, as the end of a sentence."""


def read_owned(path: Path) -> str:
    """The text of the file at `path`, or of the one that it is a link to. Raises RefusedFileError, FileNotFoundError.

    It and its folder must be the person's or the system's, and nobody else may write them; that is not looked at on a
    system without such owners.
    """
    try:
        _require_file(path.stat())  # before it is opened, as opening some devices does something
        with os.fdopen(os.open(path, os.O_RDONLY | _QUIET), "rb") as file:
            status = os.fstat(file.fileno())
            _require_file(status)
            require_owned(status, "it")
            for folder in {path.parent, path.resolve().parent}:
                require_owned(folder.stat(), f"its folder {folder}")
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        if path.is_symlink():
            raise RefusedFileError("it is a link to nothing") from error
        raise
    except OSError as error:
        raise RefusedFileError(f"it can't be read ({error.strerror})") from error
    if len(data) > _MOST_BYTES:
        raise RefusedFileError(f"it is larger than {_MOST_BYTES >> 10} KiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedFileError("it is not UTF-8 text") from error
    if "\0" in text:
        raise RefusedFileError("it is not text")
    return text


def _require_file(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise RefusedFileError("it is no ordinary file")


def require_owned(status: os.stat_result, what: str) -> None:
    """Raises RefusedFileError, which begins with `what`, where others than the person and the system can write it."""
    if not hasattr(os, "geteuid"):
        return
    if status.st_uid not in (os.geteuid(), 0):
        raise RefusedFileError(f"{what} belongs to another user")
    by_group = status.st_mode & stat.S_IWGRP and not _is_own_group(status.st_gid)
    if status.st_mode & stat.S_IWOTH or by_group:
        raise RefusedFileError(f"{what} may be written by others, which `chmod go-w` ends")


def _is_own_group(group: int) -> bool:
    """Whether the person is the only one in the group: many systems give everybody such a group, that may write."""
    import grp
    import pwd

    try:
        person, members = pwd.getpwuid(os.geteuid()), grp.getgrgid(group)
    except KeyError:
        return False
    return person.pw_gid == group and members.gr_name == person.pw_name and set(members.gr_mem) <= {person.pw_name}

"""A store that can't be written now, on a disk that is full or for reading alone: what is kept is read all the same."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from streamtui.core.faults.faults import DiskError
from streamtui.files.judged import NotOursError, open_to_read
from streamtui.storage.conversations.schema import require_current

_ERRNOS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)
_WORDS = ("readonly", "unable to open", "disk i/o error", "is full")


def seals(error: Exception) -> bool:
    """It says that nothing can be written, which keeps nobody from reading."""
    if isinstance(error, OSError):
        return error.errno in _ERRNOS and not isinstance(error, NotOursError)
    return any(word in str(error).lower() for word in _WORDS)


def read_only(path: Path) -> sqlite3.Connection | None:
    """A connection that writes nothing, not even beside the file; none where it can't be read either, or is empty.

    Raises DiskError where it must be written first.
    """
    journal, shared = (path.with_name(f"{path.name}-{end}") for end in ("wal", "shm"))
    try:
        os.close(open_to_read(path))
        if not path.stat().st_size:
            return None
        whole = not journal.exists() or not journal.stat().st_size
        in_use = journal.exists() and shared.exists()  # else SQLite would make them, for nobody to write
    except OSError:
        return None
    for way in [*["mode=ro"] * in_use, *["mode=ro&immutable=1"] * whole]:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{way}", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            with suppress(sqlite3.OperationalError):
                require_current(connection, str(path))
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
    if whole:
        return None
    raise DiskError(
        f"The conversations in {path.parent} can't be read where nothing can be written, as the last of them are in "
        f"{journal.name} yet: copy the folder to where you may write, and set STREAMTUI_DATA_DIR to that."
    )

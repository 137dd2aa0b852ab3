"""Bytes to disk, whole or not at all."""

from __future__ import annotations

import os
import select
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from streamtui.files.judged import open_named

_PIECE = getattr(select, "PIPE_BUF", 512)
"""A pipe that has room takes so much without making us wait."""
_PATIENCE_S = 5.0


def append_whole(descriptor: int, pieces: Iterable[bytes]) -> None:
    """Add to the end of a regular file; if not all of it can be written, nothing of it stays. Raises OSError."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    try:
        for data in pieces:
            write_all(descriptor, data)
    except BaseException:
        os.truncate(descriptor, size)
        raise


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of it. Raises OSError."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


class Sink:
    """What a person named to be written to, without a buffer: what `write` took is there. Raises OSError.

    A file that holds something is refused (FileExistsError), unless that is to be replaced.
    """

    def __init__(self, path: Path, *, replace: bool = False) -> None:
        self._path = path
        self._descriptor = open_named(path, replace=replace)
        self._regular = stat.S_ISREG(os.fstat(self._descriptor).st_mode)

    def write(self, data: bytes) -> None:
        """Write all of it; to a file all or nothing. A pipe whose reader sleeps is not waited for long."""
        if self._regular:
            append_whole(self._descriptor, (data,))
            return
        for start in range(0, len(data), _PIECE):
            self._await_room()
            write_all(self._descriptor, data[start : start + _PIECE])

    def leave_nothing(self) -> None:
        """Where nothing could be written there is no file."""
        if self._regular and not os.fstat(self._descriptor).st_size:
            self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing more is written."""
        os.close(self._descriptor)

    def _await_room(self) -> None:
        if sys.platform == "win32":
            return
        room = select.poll()
        room.register(self._descriptor, select.POLLOUT)
        if not room.poll(_PATIENCE_S * 1000):
            raise TimeoutError(None, f"its reader has taken nothing for {_PATIENCE_S:g} s")

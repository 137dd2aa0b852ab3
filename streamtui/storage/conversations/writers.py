"""Which programs write: each holds a lock as long as it lives, so whose turn broke off can be told at any time."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from filelock import BaseFileLock, Timeout

from streamtui.files.locks import lock_at
from streamtui.files.whole import make_folder, remove_file


class Writer:
    """This program."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError."""
        self.token = uuid4().hex[:16]
        self._path = _place(folder, self.token)
        make_folder(self._path.parent)
        self._lock: BaseFileLock = lock_at(self._path)
        self._lock.acquire(timeout=0)

    def close(self) -> None:
        """It writes no more."""
        with suppress(OSError):
            self._lock.release()
            remove_file(self._path)


def is_alive(folder: Path, token: str) -> bool:
    """The program that wrote under that token still runs."""
    path = _place(folder, token)
    if not path.exists():
        return False
    try:
        with lock_at(path).acquire(timeout=0):
            pass
    except Timeout:
        return True
    except OSError:
        return False
    with suppress(OSError):
        remove_file(path)
    return False


def _place(folder: Path, token: str) -> Path:
    return folder / "writing" / f"{token}.lock"

"""What was not sent yet, a file for each program: as long as a program lives it holds the lock beside its file, so what
it had not sent is told from what nobody will send any more.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import msgspec
from filelock import BaseFileLock, Timeout

from streamtui.core.ports.prompts import Draft
from streamtui.files.judged import is_own, open_own
from streamtui.files.locks import lock_at
from streamtui.files.whole import make_folder, remove_file, replace_whole

FOLDER = "drafts"
MOST, MOST_DAYS = 20, 30
"""More, or older ones, that nobody came back to are removed."""
_MOST_BYTES = 200_000_000
_DECODER = msgspec.json.Decoder(Draft)


class Drafts:
    """Those of a folder, one of which is this program's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._own = self._folder / f"{uuid4().hex[:16]}.json"
        self._lock: BaseFileLock | None = None
        self._taken: list[tuple[Path, BaseFileLock]] = []
        """Those of others that this program goes on with, until its own is written."""

    def keep(self, draft: Draft) -> None:
        """Have that in the file, or no file where it is empty. Raises OSError."""
        if not draft.is_empty:
            make_folder(self._folder)
            if self._lock is None:
                self._lock = lock_at(_lock_of(self._own))
                self._lock.acquire(timeout=0)
            replace_whole(self._own, (msgspec.json.encode(draft),))
        elif self._lock is not None:
            remove_file(self._own)
        for path, lock in self._taken:
            _remove(path, lock)
        self._taken.clear()

    def left(self, conversation: str = "") -> Draft | None:
        """The newest one of programs that are gone, in that conversation or, without one, in any. It stays in its file
        until something is kept here. Raises OSError.
        """
        taken = {path for path, _ in self._taken}
        for place, path in enumerate(self._newest_first()):
            if path == self._own or path in taken or (lock := _free(path)) is None:
                continue
            draft = _read(path)
            if draft is None or draft.is_empty or place >= MOST or _age_days(path) > MOST_DAYS:
                _remove(path, lock)
            elif conversation in ("", draft.conversation):
                self._taken.append((path, lock))
                return draft
            else:
                lock.release()
        return None

    def close(self) -> None:
        """This program is gone, too; what it had not sent stays."""
        for _, lock in self._taken:
            lock.release()
        if self._lock is not None:
            self._lock.release()
            if not self._own.exists():
                remove_file(_lock_of(self._own))

    def _newest_first(self) -> Iterator[Path]:
        if not is_own(self._folder):
            return iter(())
        found = [path for path in self._folder.iterdir() if path.suffix == ".json" and is_own(path)]
        return iter(sorted(found, key=lambda path: path.stat().st_mtime, reverse=True))


def _read(path: Path) -> Draft | None:
    try:
        with os.fdopen(open_own(path), "rb") as file:
            return _DECODER.decode(file.read(_MOST_BYTES))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _free(path: Path) -> BaseFileLock | None:
    """Its lock, where no program has it."""
    lock = lock_at(_lock_of(path))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    if path.exists():
        return lock
    lock.release()
    return None


def _remove(path: Path, lock: BaseFileLock) -> None:
    with suppress(OSError):
        remove_file(path)
        lock.release()
        remove_file(_lock_of(path))


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _age_days(path: Path) -> float:
    return (time.time() - path.stat().st_mtime) / 86_400

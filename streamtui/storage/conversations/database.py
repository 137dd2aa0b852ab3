"""The file of the store: how it is opened, and how something is changed in it.

SQLite up to 3.51.2 can lose what was committed where one connection commits while another one checkpoints. So whoever
writes, checkpoints or closes holds a lock of the operating system meanwhile; a program has one connection that writes.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import Timeout

from streamtui.core.faults.faults import DiskError
from streamtui.files.judged import NotOursError, open_own
from streamtui.files.locks import lock_at
from streamtui.files.whole import make_folder
from streamtui.storage.conversations.schema import prepare, require_ours

NAME = "conversations.sqlite"
LOCK = "conversations.lock"
BROKEN = "conversations.broken"
"""A file of that name says that the store was found broken, and is to be made anew when it is opened next."""
_WORDS = ("malformed", "not a database", "disk image", "corrupt", "no such table", "no such column", "has no column")
PATIENCE_S = 5.0
_LOOK_S = 0.01
"""So often it is looked whether another program lets go."""
_NETWORKS = ("nfs", "cifs", "smb", "9p", "fuse", "afs", "ceph", "glusterfs", "lustre")
"""File systems, by how their names begin, on which programs can't share the memory that a WAL needs."""


class Database:
    """One connection, for one thread."""

    def __init__(self, folder: Path) -> None:
        """Opens the file, made where there is none. Raises DiskError, sqlite3.DatabaseError where it is broken."""
        self.path = folder / NAME
        self.remark = ""
        """What the person should know of how it is kept."""
        self.mended = ""
        """What became of it, where it was found broken, until somebody takes that to tell it."""
        self._slow = False
        try:
            make_folder(folder)
            os.close(open_own(self.path))
            self._lock = lock_at(folder / LOCK)
        except OSError as error:
            raise DiskError(f"The conversations in {folder} can't be used: {reason(error)}.") from error
        self.connection = sqlite3.connect(self.path, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
        try:
            self._open(folder)
        except BaseException:
            self.connection.close()
            raise

    def _open(self, folder: Path) -> None:
        run = self.connection.execute
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA secure_delete = ON")  # what was deleted is in no free page; not every SQLite does that by itself
        with self._locked():
            require_ours(self.connection, str(self.path))
            if (network := network_of(folder)) and run("PRAGMA journal_mode = TRUNCATE"):
                run("PRAGMA synchronous = FULL")
                self._slow = True
                self.remark = (
                    f"Conversations are kept on a network's disk ({network}), with a slower journal that is safe there."
                )
            else:
                run("PRAGMA journal_mode = WAL")
                run("PRAGMA synchronous = NORMAL")
        with self.transaction():
            prepare(self.connection, str(self.path))

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """All that is changed in the block, or nothing. `durable`: also where the power fails right after it."""
        run = self.connection.execute
        with self._locked():
            if durable and not self._slow:
                run("PRAGMA synchronous = FULL")
            try:
                run("BEGIN IMMEDIATE")
                yield self.connection
                run("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    run("ROLLBACK")
                raise
            finally:
                if durable and not self._slow:
                    run("PRAGMA synchronous = NORMAL")

    def take_mended(self) -> str:
        """What became of it, where it was found broken and nobody was told yet."""
        mended, self.mended = self.mended, ""
        return mended

    def suspect(self, error: Exception) -> None:
        """Something was not done; where the file is broken, it is made anew when it is opened next."""
        if is_broken(error):
            with suppress(OSError):
                os.close(open_own(self.path.with_name(BROKEN)))

    def close(self) -> None:
        """Nothing more is done with it."""
        with suppress(sqlite3.Error, DiskError), self._locked():
            self.connection.execute("PRAGMA optimize")
            self.connection.close()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            with self._lock.acquire(timeout=PATIENCE_S, poll_interval=_LOOK_S):
                yield
        except Timeout as error:
            raise DiskError(
                f"The conversations in {self.path.parent} can't be used: another program holds them for longer than "
                f"{PATIENCE_S:g} s."
            ) from error


def is_broken(error: Exception) -> bool:
    """SQLite can't read the file; Python 3.10 gives no code of the error."""
    return isinstance(error, sqlite3.DatabaseError) and any(word in str(error).lower() for word in _WORDS)


def reason(error: Exception) -> str:
    """Why the file can't be used, as a clause."""
    if "is full" in str(error) or getattr(error, "errno", None) == errno.ENOSPC:
        return "the disk is full, so make room on it"
    if not isinstance(error, OSError):
        return "another program holds it for too long" if "locked" in str(error) else str(error)
    if isinstance(error, NotOursError) or not error.filename:
        return error.strerror or "the disk fails"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{error.filename} is no folder"
    return f"{Path(error.filename).name[:80]}: {error.strerror or 'the disk fails'}"


def network_of(folder: Path) -> str:
    """The file system at the folder, where that is a network's."""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    found, longest = "", -1
    where = os.path.realpath(folder)
    for fields in map(str.split, mounts):
        if len(fields) < 3:
            continue
        point, kind = fields[1].replace("\\040", " "), fields[2]
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= longest:
            found, longest = kind, len(point)
    return found if found.startswith(_NETWORKS) else ""

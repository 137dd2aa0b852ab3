"""The file of the store: how it is opened, and how something is changed in it.

SQLite up to 3.51.2 can lose what was committed where one connection commits while another one checkpoints. So whoever
writes, checkpoints or closes holds a lock of the operating system meanwhile; a program has one connection that writes.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import Timeout

from streamtui.core.faults.faults import DiskError
from streamtui.files.judged import NotOursError, open_own, require_file
from streamtui.files.locks import lock_at
from streamtui.files.whole import make_folder
from streamtui.storage.conversations.schema import prepare, require_ours
from streamtui.storage.conversations.sealed import read_only, seals

NAME = "conversations.sqlite"
LOCK = "conversations.lock"
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite makes beside it; it follows links there, and of a folder it says nothing."""
BROKEN = "conversations.broken"
"""A file of that name says that the store was found broken, and is to be made anew when it is opened next."""
_BROKEN = (
    *("malformed", "not a database", "disk image", "corrupt", "unsupported file format"),
    *("no such table", "no such column", "has no column", "already exists", "duplicate column"),
)
PATIENCE_S = 5.0
_LOOK_S = 0.01
"""So often it is looked whether another program lets go."""
_CLAUSES = {
    "locked": "another program holds it for too long",
    "readonly": "nothing can be written in its folder",
    "unable to open": "a file beside it can't be opened",
}
"""Of what SQLite says, in a person's words."""
_LEAST = 1 << 16
"""Bytes that must be free for programs to share a store."""
_NETWORKS = ("nfs", "cifs", "smb", "9p", "fuse", "afs", "ceph", "glusterfs", "lustre")
"""File systems, by how their names begin, on which programs can't share the memory that a WAL needs."""


class Database:
    """One connection, for one thread."""

    def __init__(self, folder: Path) -> None:
        """Opens the file, made where there is none; one that can't be written now is read all the same.

        Raises DiskError, sqlite3.DatabaseError where it is broken.
        """
        self.path = folder / NAME
        self.remark = ""
        """What the person should know of how it is kept."""
        self.mended = ""
        """What became of it, where it was found broken, until somebody takes that to tell it."""
        self.sealed = ""
        """Why nothing can be changed in it, in a sentence, where that is so."""
        self._slow = False
        try:
            self._open(folder)
        except (OSError, sqlite3.OperationalError) as error:
            found = read_only(self.path) if seals(error) else None
            if found is None:
                raise
            self.connection = found
            self.sealed = (
                f"The conversations in {folder} can be read, but not written: {reason(error, folder)}; "
                "STREAMTUI_DATA_DIR moves them to another folder."
            )

    def _open(self, folder: Path) -> None:
        make_folder(folder)
        os.close(open_own(self.path))
        for end in _BESIDE:
            require_file(self.path.with_name(self.path.name + end))
        self._lock = lock_at(folder / LOCK)
        self.connection = sqlite3.connect(self.path, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(folder)
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self, folder: Path) -> None:
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
        """All that is changed in the block, or nothing. `durable`: also where the power fails right after it.

        Raises DiskError where nothing can be changed.
        """
        if self.sealed:
            raise DiskError(self.sealed)
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

    def take_remark(self) -> str:
        """What who has a conversation kept should know of how that is done, unless it was taken already."""
        remark, self.remark = self.remark, ""
        return remark

    def suspect(self, error: Exception) -> None:
        """Something was not done; where the file is broken, that is remembered."""
        if is_broken(error):
            self.remember_broken()

    def remember_broken(self) -> None:
        """It is made anew when it is opened next."""
        if not self.sealed:
            with suppress(OSError):
                os.close(open_own(self.path.with_name(BROKEN)))

    def close(self) -> None:
        """Nothing more is done with it."""
        if self.sealed:
            self.connection.close()
            return
        with suppress(sqlite3.Error, DiskError), self._locked(), closing(self.connection):
            self.connection.execute("PRAGMA optimize")

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
    return isinstance(error, sqlite3.DatabaseError) and any(word in str(error).lower() for word in _BROKEN)


def reason(error: Exception, folder: Path) -> str:
    """Why what lies in the folder can't be used, as a clause."""
    if "is full" in str(error) or getattr(error, "errno", None) == errno.ENOSPC or _is_full(error, folder):
        return "the disk is full, so make room on it"
    if is_broken(error):
        return "its file is broken; what can be read is saved at the next start"
    if not isinstance(error, OSError):
        return next((clause for word, clause in _CLAUSES.items() if word in str(error)), str(error))
    if isinstance(error, NotOursError) or not error.filename:
        return error.strerror or "the disk fails"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{error.filename} is no folder"
    return f"{Path(error.filename).name[:80]}: {error.strerror or 'the disk fails'}"


def _is_full(error: Exception, folder: Path) -> bool:
    """What SQLite doesn't say of all files."""
    with suppress(OSError):
        return "disk I/O error" in str(error) and shutil.disk_usage(folder).free < _LEAST
    return False


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

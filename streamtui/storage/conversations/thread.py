"""The one thread in which the store's file is opened, written, read and closed: nobody else waits for a disk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from streamtui.core.faults.bugs import log_bug
from streamtui.core.faults.faults import StreamtuiError
from streamtui.storage.conversations.broken_file import opened
from streamtui.storage.conversations.database import Database

T = TypeVar("T")
_GATHER_S = 0.25
"""So long events may come before they are written: what is on the screen is on the disk a second later."""
_CLOSE_S = 10.0


class StoreThread:
    """Runs jobs one after the other, and before them writes what was gathered."""

    def __init__(
        self, folder: Path, write: Callable[[Database | Exception], None], settle: Callable[[Database], object]
    ) -> None:
        """`write` puts to the file what was gathered, or is told why that can't be. It is opened once it is needed.

        `settle` is what is done then.
        """
        self.folder, self._write, self._settle = folder, write, settle
        self._jobs: SimpleQueue[tuple[Callable[[Database], Any], Future[Any]]] = SimpleQueue()
        self._wake = threading.Event()
        self._hurry = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def do(self, job: Callable[[Database], T]) -> Future[T]:
        """Have a job run, once what was gathered before is written."""
        future: Future[T] = Future()
        self._jobs.put((job, future))
        self._hurry.set()
        self.gather()
        return future

    def gather(self) -> None:
        """There is something to be written, soon."""
        if not self._wake.is_set():
            self._wake.set()
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="conversations", daemon=True)
                    self._thread.start()

    def close(self) -> None:
        """Write what waits, and no more; a disk that hangs is not waited for long."""
        self._closing = True
        self._hurry.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(_CLOSE_S)

    def _run(self) -> None:
        database: Database | Exception
        try:
            database = opened(self.folder)
            self._settle_down(database)
        except Exception as error:
            database = error
        while True:
            self._wake.wait()
            self._wake.clear()
            closing = self._closing
            self._hurry.wait(_GATHER_S)
            self._hurry.clear()
            jobs = [self._jobs.get() for _ in range(self._jobs.qsize())]  # those that come from now on, next time
            self._write(database)
            for job, future in jobs:
                _run_job(database, job, future)
            if closing:
                break
        if isinstance(database, Database):
            database.close()

    def _settle_down(self, database: Database) -> None:
        """What other programs left; that it can't be ended now is no reason to keep nothing."""
        try:
            self._settle(database)
        except (sqlite3.Error, StreamtuiError, OSError) as error:
            database.suspect(error)
        except Exception as bug:
            log_bug(bug, "the end of turns that broke off")


def _run_job(database: Database | Exception, job: Callable[[Database], T], future: Future[T]) -> None:
    if not future.set_running_or_notify_cancel():  # nobody waits for it any more
        return
    try:
        if isinstance(database, Exception):
            raise database
        future.set_result(job(database))
    except Exception as error:
        future.set_exception(error)

"""Locks between programs: files that hold nothing."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import BaseFileLock, FileLock

from streamtui.files.judged import PRIVATE_FILE, NotOursError, make_private, open_own


def lock_at(path: Path) -> BaseFileLock:
    """The lock whose file is there, made if it is not. Raises NotOursError where something else lies there; OSError."""
    descriptor = open_own(path, to_judge=True)
    try:
        if os.fstat(descriptor).st_size:  # some versions of filelock empty it
            raise NotOursError(path, "is no lock of ours, as something stands in it")
        make_private(descriptor)
    finally:
        os.close(descriptor)
    return FileLock(path, mode=PRIVATE_FILE)

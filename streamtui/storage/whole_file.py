"""Files that are there whole or not at all, for their owner alone."""

from __future__ import annotations

import os
from pathlib import Path

HALF = ".half"
"""How the names end of what is still being written."""


def write_whole(path: Path, text: str) -> None:
    """Write beside it, then put it in its place: whoever reads `path` sees all of it, or what was there before.

    A lone surrogate, which no file can hold, becomes a question mark. Raises OSError.
    """
    half = half_beside(path)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def half_beside(path: Path) -> Path:
    """Where this process writes what will be put in the place of `path`."""
    return path.with_name(f".{os.getpid()}{HALF}")

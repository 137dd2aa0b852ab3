"""Copying beside the terminal: by the desktop's own program, and into a file where a clipboard would be too small."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Copying(Protocol):
    """See above. Both wait, for a program or for the disk."""

    def copy(self, text: str) -> None:
        """Give it to the clipboard of this machine, where the person is at it and there is a program for that."""
        ...

    def keep(self, text: str) -> Path:
        """Write it to a new file, for the person alone. Raises OSError."""
        ...

"""The log: what befell the program itself, for whoever is to mend it. Its owner's alone, bounded, safe to be shown."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path

from streamtui.core.faults.bugs import without_keys
from streamtui.core.text.display_safe import display_safe

_MOST_BYTES = 1_000_000
"""Of one file; the one before it is kept as `streamtui.log.1`."""
_LONGEST_ENTRY = 50_000
_FORMAT = "%(asctime)s %(name)s: %(message)s"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class LogFile(logging.Handler):
    """Writes to the file at `path`, which is made with its folder when there is something to write.

    Where that can't be done nothing happens: whoever logs has trouble enough.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(logging.WARNING)
        self.path = path
        self.setFormatter(logging.Formatter(_FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        """See logging.Handler."""
        with suppress(Exception):
            entry = display_safe(without_keys(self.format(record)))
            if len(entry) > _LONGEST_ENTRY:
                entry = f"{entry[: _LONGEST_ENTRY // 2]}\n[...]\n{entry[-_LONGEST_ENTRY // 2 :]}"
            self._append(f"{entry}\n".encode("utf-8", "replace"))

    def _append(self, entry: bytes) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.path.exists() and self.path.stat().st_size > _MOST_BYTES:
            self.path.replace(self.path.with_name(f"{self.path.name}.1"))
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NO_LINK, 0o600)
        try:
            os.write(descriptor, entry)
        finally:
            os.close(descriptor)

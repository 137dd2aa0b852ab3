"""The log: what befell the program itself, for whoever is to mend it. Its owner's alone, bounded, safe to be shown."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path

from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.kept_secrets import KEPT
from streamtui.files.judged import is_own, open_own
from streamtui.files.whole import make_folder, put_in_place
from streamtui.files.writing import append_whole

_MOST_BYTES = 1_000_000
"""Of one file; the one before it is kept as `streamtui.log.1`."""
_LONGEST_ENTRY = 50_000
_FORMAT = "%(asctime)s %(name)s: %(message)s"


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
            entry = display_safe(KEPT.redact(self.format(record)))
            if len(entry) > _LONGEST_ENTRY:
                entry = f"{entry[: _LONGEST_ENTRY // 2]}\n[...]\n{entry[-_LONGEST_ENTRY // 2 :]}"
            self._append(f"{entry}\n".encode("utf-8", "replace"))

    def _append(self, entry: bytes) -> None:
        make_folder(self.path.parent)
        if is_own(self.path) and self.path.stat().st_size > _MOST_BYTES:
            put_in_place(self.path, self.path.with_name(f"{self.path.name}.1"))
        descriptor = open_own(self.path, to_append=True)
        try:
            append_whole(descriptor, (entry,))
        finally:
            os.close(descriptor)

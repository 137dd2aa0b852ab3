"""What can go wrong with the local model, as one sentence each."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from streamtui.core.faults.faults import Fault, FaultKind, ProviderError


class LocalModelError(ProviderError):
    """The local model can't be fetched, started or kept running."""

    def __init__(self, kind: FaultKind, message: str) -> None:
        super().__init__(Fault(kind, message))


class SourceError(Exception):
    """One of the places that weights come from failed: a clause of a sentence, as another place may do better."""

    def __init__(self, kind: FaultKind, reason: str) -> None:
        super().__init__(reason)
        self.kind: FaultKind = kind


@contextmanager
def disk_faults(doing: str) -> Iterator[None]:
    """Turn what the disk refuses inside the block into one sentence that begins with what was being done."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            reason = "the disk is full. Make room, or set STREAMTUI_DATA_DIR to a folder on another disk"
        else:
            reason = f"{error.strerror} ({error.filename})" if error.filename else str(error)
        raise LocalModelError("configuration", f"{doing} failed: {reason}.") from error

"""Files of exported conversations into the store, one after the other; one that can't be taken in harms no other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.provider import Progress
from streamtui.frontends.headless.history import Imported
from streamtui.storage.conversations.store import ConversationStore
from streamtui.storage.imports.sources import Found, found_in, found_in_pipe

PIPE = Path("-")


def take_in_files(
    store: ConversationStore, files: Iterable[Path], on_progress: Callable[[Progress], object]
) -> Imported:
    """What became of them. Raises DiskError where the store takes no more."""
    done, seen = Imported(), 0
    for path in files:
        for found in _found_in(path):
            seen += 1
            on_progress(Progress("conversations so far", seen))
            fault, taken = found.fault, "empty"
            try:
                if found.exported:
                    taken = store.take_in(found.exported).result()
            except ConfigurationError as error:
                fault = error.fault.message
            if fault:
                done.faults.append(fault)
                continue
            done.added += taken == "added"
            done.grown += taken == "grown"
            done.known += taken == "known"
            if taken != "known":
                done.left_out.update(found.left_out)
    return done


def _found_in(path: Path) -> Iterator[Found]:
    """The conversations in a file; the last one says why there are no more."""
    try:
        yield from found_in(path) if path != PIPE else found_in_pipe(sys.stdin.buffer)
    except ConfigurationError as error:
        yield Found(fault=error.fault.message)
    except OSError as error:
        yield Found(fault=f"{path} can't be imported: {error.strerror}.")

"""A bug of this program, told so that all else goes on: as a fault, as a traceback in one line, and whole in the log.

Where the log is, who starts the program decides (`storage.log_file`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from types import TracebackType

from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.core.faults.server_words import excerpt
from streamtui.core.text.kept_secrets import KEPT

LOGGER = "streamtui"
_MOST_FRAMES = 4
_LONGEST = 160
"""Characters of the error's own words."""


def fault_of(error: Exception, where: str) -> Fault:
    """What became of something that `error` ended; a bug goes into the log, and `where` says in what it was."""
    if isinstance(error, StreamtuiError):
        return error.fault
    log_bug(error, where)
    message = (
        f"A bug of streamtui ended this ({_words(error)}); what arrived is kept, ask again, and see streamtui.log."
    )
    return Fault("bug", message)


@contextmanager
def survived(where: str) -> Iterator[None]:
    """All else goes on, whatever happens in the block."""
    try:
        yield
    except Exception as bug:
        log_bug(bug, where)


def log_bug(error: Exception, where: str) -> None:
    """Write the whole traceback to the log."""
    logging.getLogger(LOGGER).error("A bug in %s", where, exc_info=error)


def short_traceback(error: Exception) -> str:
    """The error and the last places that it came through, the innermost first, in one line."""
    places = _places(error.__traceback__)[: -_MOST_FRAMES - 1 : -1]
    return " ← ".join([_words(error), *places])


def _words(error: Exception) -> str:
    try:
        said = str(error)
    except Exception:  # an error that can't even say what it is
        said = ""
    words = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return excerpt(words, KEPT.known, longest=_LONGEST)


def _places(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = "/".join(PurePath(code.co_filename).parts[-2:])
        places.append(f"{file}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places

"""How it is said that a file can't be begun: the one sentence for whatever is written at a name that the user gave."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from streamtui.core.faults.faults import ConfigurationError, DiskError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


@contextmanager
def beginning(file: str) -> Iterator[None]:
    """Turn an OSError into the error that says so; `file` names it in the sentence ("The page a.md").

    Raises ConfigurationError; DiskError where it was begun and the disk takes no more.
    """
    try:
        yield
    except FileExistsError as error:
        raise ConfigurationError(
            f"{file} is there already and stays as it is: choose another name, or say --force."
        ) from error
    except OSError as error:
        if error.errno in _FULL:
            raise DiskError(f"{file} can't be written to its end: {error.strerror}.") from error
        raise ConfigurationError(f"{file} can't be written: {error.strerror}; choose another file.") from error

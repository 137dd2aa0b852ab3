"""How it is said that a file can't be begun: the one sentence for whatever is written at a name that the user gave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from streamtui.core.faults.faults import ConfigurationError


@contextmanager
def beginning(file: str) -> Iterator[None]:
    """Turn an OSError into the ConfigurationError that says so; `file` names it in the sentence ("The page a.md")."""
    try:
        yield
    except FileExistsError as error:
        raise ConfigurationError(
            f"{file} is there already and stays as it is: choose another name, or say --force."
        ) from error
    except OSError as error:
        raise ConfigurationError(f"{file} can't be written: {error.strerror}; choose another file.") from error

"""The one exception of a fuzz: it names the case, so that it can be made again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class FuzzError(AssertionError):
    """A case ended in something that is not ours."""


@contextmanager
def named(kind: str, number: int, case: object) -> Iterator[None]:
    """Tell of the case when it goes wrong."""
    try:
        yield
    except Exception as error:
        raise FuzzError(f"{kind} {number}: {type(error).__name__}: {error}; it was {repr(case)[:4000]}") from error

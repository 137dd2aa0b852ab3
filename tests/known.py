"""What a test knows to be there, where the type says that it may be absent."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def known(value: T | None) -> T:
    """The value; it is there, or the test fails here."""
    assert value is not None
    return value

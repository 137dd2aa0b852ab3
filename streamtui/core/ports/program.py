"""A program that is run beside the screen, as the screen sees it."""

from __future__ import annotations

from typing import Protocol


class Program(Protocol):
    """One that was started for the person."""

    @property
    def command(self) -> str:
        """How it was started, as a shell takes it, without keys."""
        ...

    @property
    def ended(self) -> str:
        """How it ended, in a few words: `ended with code 3`; nothing while it runs."""
        ...

    @property
    def failed(self) -> bool:
        """It ended, and not well."""
        ...

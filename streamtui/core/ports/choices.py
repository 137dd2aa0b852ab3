"""What the person chose on the screen, kept from one run to the next."""

from __future__ import annotations

from typing import Protocol


class Choices(Protocol):
    """See above. What can't be kept holds for this run."""

    @property
    def theme(self) -> str | None:
        """The theme's name, as it was told; `None` where none was chosen."""
        ...

    @property
    def side_hidden(self) -> bool:
        """The figures beside the chat are not wanted."""
        ...

    def keep_theme(self, name: str) -> None:
        """This theme was chosen."""
        ...

    def keep_side(self, *, hidden: bool) -> None:
        """The figures beside the chat were hidden, or shown again."""
        ...

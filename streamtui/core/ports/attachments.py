"""What the chat needs of whoever reads the files of this machine that are attached to a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from streamtui.core.chat.attachments import Attachment


class PathName(NamedTuple):
    """A name in a folder."""

    name: str
    is_folder: bool


class Attachments(Protocol):
    """All of it may take its time, and is called in a thread."""

    def read(self, path: str, name: str = "") -> Attachment:
        """The file or folder at a path, called as it, or so. Raises StreamtuiError with why it can't be attached."""
        ...

    def exists(self, path: str) -> bool:
        """A file or folder is there, on this machine."""
        ...

    def names(self, folder: str) -> Sequence[PathName]:
        """The names in a folder, folders first, so many of a huge one; none where it can't be read."""
        ...

    def copied(self, name: str) -> Attachment:
        """The image in the clipboard, called so. Raises StreamtuiError where there is none."""
        ...

    @property
    def machine(self) -> str:
        """What this machine is called."""
        ...

"""Which keys were put into the system's keyring here: their names, in a file of the person's alone.

By it the keyring, which may be slow or ask the person to be unlocked, is asked for nothing that it has not.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from streamtui.config.owned_file import RefusedFileError, read_owned
from streamtui.files.whole import make_folder, replace_whole

_NAME = "kept-keys.json"
_MOST = 200
_Names = Annotated[list[Annotated[str, Meta(max_length=300)]], Meta(max_length=_MOST)]


class KeptKeys:
    """See above; a name is as `config.key_places.keyring_name` makes it."""

    def __init__(self, folder: Path) -> None:
        """`folder` is where the file is, or will be."""
        self._path = folder / _NAME

    def names(self) -> Collection[str]:
        """A file that others could have written, or that says what can't be meant, says nothing."""
        try:
            return msgspec.json.decode(read_owned(self._path), type=_Names)
        except (FileNotFoundError, RefusedFileError, msgspec.MsgspecError, RecursionError):
            return []

    def add(self, name: str) -> None:
        """One more was put there. Raises OSError where that can't be written down."""
        others = [other for other in self.names() if other != name]
        make_folder(self._path.parent)
        replace_whole(self._path, (msgspec.json.encode([*others, name][-_MOST:]),))

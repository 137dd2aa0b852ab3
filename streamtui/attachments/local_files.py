"""core.ports.attachments.Attachments of this machine."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from streamtui.attachments.clipboard import copied_image
from streamtui.attachments.reading import attachment_at
from streamtui.core.chat.attachments import Attachment
from streamtui.core.ports.attachments import PathName
from streamtui.core.text.display_safe import display_safe

_MOST_NAMES = 5000
"""Of a huge folder no more are looked at."""


class LocalFiles:
    """Reads where the program stands."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """`environment` is what the programs are started with that know the clipboard."""
        self._environment = environment

    def read(self, path: str, name: str = "") -> Attachment:
        """See the port. Raises NotAttachedError."""
        return attachment_at(Path(path), name or path)

    def exists(self, path: str) -> bool:
        """See the port."""
        try:
            Path(path).expanduser().lstat()
        except PermissionError:
            return True  # reading it says why that can't be
        except (OSError, ValueError, RuntimeError):
            return False
        return True

    def names(self, folder: str) -> Sequence[PathName]:
        """Those that could not be written into a prompt are left out."""
        found: list[PathName] = []
        with suppress(OSError, ValueError, RuntimeError), os.scandir(Path(folder or ".").expanduser()) as entries:
            for entry in islice(entries, _MOST_NAMES):
                if display_safe(entry.name, keep_newlines=False) == entry.name:
                    with suppress(OSError):
                        found.append(PathName(entry.name, entry.is_dir()))
        return sorted(found, key=lambda one: (not one.is_folder, one.name.casefold()))

    def copied(self, name: str) -> Attachment:
        """See the port. Raises NotAttachedError."""
        return copied_image(self._environment, sys.platform, name)

    @property
    def machine(self) -> str:
        """See the port."""
        return socket.gethostname()

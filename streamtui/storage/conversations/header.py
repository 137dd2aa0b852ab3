"""The first bytes of a database, without which SQLite reads nothing of it: made again where they are lost."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from streamtui.files.judged import open_own
from streamtui.storage.conversations.schema import APPLICATION_ID, VERSION

MAGIC = b"SQLite format 3\0"
"""How each database of SQLite begins."""
_PAGE = 4096
_FORMAT = struct.Struct(">16sHBBBBBBIIIIIIIIIIII20xII")


def make_readable(path: Path) -> None:
    """Give a file whose beginning is no header one of its size, and a short one the pages it should have, empty.

    The file is ours to change. Raises OSError.
    """
    with os.fdopen(open_own(path), "r+b") as file:
        header = file.read(_FORMAT.size)
        file.seek(0, 2)
        size = file.tell()
        if size < _PAGE:
            return
        if not header.startswith(MAGIC):
            file.seek(0)
            file.write(_header(size // _PAGE))
            return
        page, pages = int.from_bytes(header[16:18], "big"), int.from_bytes(header[28:32], "big")
        if size < page * pages <= 4 * size + (1 << 20):
            file.truncate(page * pages)


def _header(pages: int) -> bytes:
    """That of a database of so many pages, without a list of free ones."""
    return _FORMAT.pack(
        MAGIC, _PAGE, 1, 1, 0, 64, 32, 32, 1, pages, 0, 0, 1, 4, 0, 0, 1, VERSION, 0, APPLICATION_ID, 1, 3_040_000
    )

"""The tools `read_file` and `list_files`, which never leave the working directory, also not through links or `..`.

What is opened is what was checked: a path is followed through its links first, and then opened part by part without
following any, so that a link which is put there in between leads nowhere. Hidden files are left alone: that is where
keys are kept (`.env`).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import nsmallest
from pathlib import Path

from streamtui.tools.tool import ToolError

_LARGEST_BYTES = 1_000_000
_MOST_ENTRIES = 1000
_SHOWN = 200
"""Characters of a path that are quoted."""
_BY_PARTS = os.open in os.supports_dir_fd
"""Not on Windows, where links need rights that few have."""


class WorkingDirectory:
    """A folder that may be looked into."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def read_file(self, path: str, start_line: int = 1) -> str:
        """Read a text file in the working directory.

        Args:
            path: relative to the working directory, e.g. src/main.py
            start_line: the first line to read, counted from 1
        """
        shown = path[:_SHOWN]
        try:
            with self._opened(path) as file:
                status = os.stat(file)  # noqa: PTH116 - it may be a descriptor
                if not stat.S_ISREG(status.st_mode):
                    raise FileNotFoundError
                with open(os.dup(file) if isinstance(file, int) else file, "rb") as stream:  # noqa: PTH123
                    content = stream.read(_LARGEST_BYTES + 1)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise ToolError(f"There is no file {shown!r}; list_files shows those there are.") from error
        except OSError as error:
            raise ToolError(f"{shown} can't be read: {error.strerror}.") from error
        if len(content) > _LARGEST_BYTES:
            size = max(status.st_size, len(content))
            raise ToolError(f"{shown} is too large: {size:,} bytes, and at most {_LARGEST_BYTES:,} are read.")
        if b"\0" in content:
            raise ToolError(f"{shown} is not a text file.")
        lines = content.decode("utf-8", "replace").splitlines(keepends=True)
        if start_line > max(1, len(lines)):
            raise ToolError(f"{shown} has only {len(lines)} lines.")
        return "".join(lines[max(0, start_line - 1) :])

    def list_files(self, folder: str = ".") -> str:
        """List the files and folders in a folder of the working directory, a line each; folders end in a slash.

        Args:
            folder: relative to the working directory, e.g. src
        """
        shown = folder[:_SHOWN]
        try:
            with self._opened(folder) as place:
                with os.scandir(place) as found:
                    entries = [entry for entry in found if not entry.name.startswith(".")]
                first = nsmallest(_MOST_ENTRIES, entries, key=lambda entry: entry.name)
                lines = [f"{entry.name}/" if entry.is_dir() else entry.name for entry in first]
        except (FileNotFoundError, NotADirectoryError) as error:
            raise ToolError(f"There is no folder {shown!r}; list_files alone begins at the top.") from error
        except OSError as error:
            raise ToolError(f"{shown} can't be listed: {error.strerror}.") from error
        if len(entries) > _MOST_ENTRIES:
            lines.append(f"[and {len(entries) - _MOST_ENTRIES:,} more]")
        return "\n".join(lines) or "[empty]"

    @contextmanager
    def _opened(self, path: str) -> Iterator[int | Path]:
        """A descriptor of what is there, or its path where that is all there can be. Raises ToolError, OSError."""
        inner = self._inside(path)
        if not _BY_PARTS:
            yield self._root / inner
            return
        place = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for part in inner.parts:
                # a pipe opens at once, to be refused, whether or not somebody writes to it
                part_of, flags = place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
                place = os.open(part, flags, dir_fd=part_of)
                os.close(part_of)
            yield place
        finally:
            os.close(place)

    def _inside(self, path: str) -> Path:
        """The path from the root, every link followed. Raises ToolError where it leads out, or to what is hidden."""
        try:
            inner = (self._root / path).resolve().relative_to(self._root)
        except (ValueError, OSError, RuntimeError) as error:  # outside; no path at all; a loop of links
            raise ToolError(f"{path[:_SHOWN]!r} is not in the working directory; nothing else can be read.") from error
        if any(part.startswith(".") for part in inner.parts):
            raise ToolError(f"{path[:_SHOWN]!r} is hidden; hidden files are not read, as they may hold keys.")
        return inner

"""The tools `read_file` and `list_files`, which never leave the working directory, also not through links or `..`.

Hidden files are left alone: that is where keys are kept (`.env`).
"""

from __future__ import annotations

from pathlib import Path

from streamtui.tools.tool import ToolError

_LARGEST_BYTES = 1_000_000
_MOST_ENTRIES = 1000
_SHOWN = 200
"""Characters of a path that are quoted."""


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
        file = self._inside(path)
        try:
            if not file.is_file():
                raise ToolError(f"There is no file {path[:_SHOWN]!r}; list_files shows those there are.")
            size = file.stat().st_size
            if size > _LARGEST_BYTES:
                raise ToolError(f"{path} is too large: {size:,} bytes, and at most {_LARGEST_BYTES:,} are read.")
            content = file.read_bytes()
        except OSError as error:
            raise ToolError(f"{path[:_SHOWN]} can't be read: {error.strerror}.") from error
        if b"\0" in content:
            raise ToolError(f"{path} is not a text file.")
        lines = content.decode("utf-8", "replace").splitlines(keepends=True)
        if start_line > max(1, len(lines)):
            raise ToolError(f"{path} has only {len(lines)} lines.")
        return "".join(lines[max(0, start_line - 1) :])

    def list_files(self, folder: str = ".") -> str:
        """List the files and folders in a folder of the working directory, a line each; folders end in a slash.

        Args:
            folder: relative to the working directory, e.g. src
        """
        place = self._inside(folder)
        try:
            if not place.is_dir():
                raise ToolError(f"There is no folder {folder[:_SHOWN]!r}; list_files alone begins at the top.")
            entries = sorted(entry for entry in place.iterdir() if not entry.name.startswith("."))
            lines = [f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries[:_MOST_ENTRIES]]
        except OSError as error:
            raise ToolError(f"{folder[:_SHOWN]} can't be listed: {error.strerror}.") from error
        if len(entries) > _MOST_ENTRIES:
            lines.append(f"[and {len(entries) - _MOST_ENTRIES:,} more]")
        return "\n".join(lines) or "[empty]"

    def _inside(self, path: str) -> Path:
        """The path itself, every link followed. Raises ToolError where it leads out, or to what is hidden."""
        try:
            real = (self._root / path).resolve()
            inner = real.relative_to(self._root)
        except (ValueError, OSError, RuntimeError) as error:  # outside; no path at all; a loop of links
            raise ToolError(f"{path[:_SHOWN]!r} is not in the working directory; nothing else can be read.") from error
        if any(part.startswith(".") for part in inner.parts):
            raise ToolError(f"{path[:_SHOWN]!r} is hidden; hidden files are not read, as they may hold keys.")
        return real

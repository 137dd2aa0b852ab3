"""What the prompt is written with besides the keyboard: the person's editor, and their snippets."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

from streamtui.cli.compose.config_file import ConfigFile
from streamtui.cli.compose.places import Places
from streamtui.config.declared import dotted
from streamtui.config.editor import edit_file
from streamtui.config.file import Reading
from streamtui.core.faults.faults import ConfigurationError, DiskError, StreamtuiError
from streamtui.files.judged import open_to_read
from streamtui.files.whole import add_file, scratch_folder

_MOST_BYTES = 50_000_000


class Editor:
    """Has texts edited, each in a file that is there meanwhile and its owner's alone."""

    def __init__(self, places: Places) -> None:
        """The editor gets no keys."""
        self._environ = places.child_environ

    def edit(self, text: str) -> str:
        """The text as the editor left it. Raises StreamtuiError, then nothing was changed."""
        folder = Path(tempfile.gettempdir()) / f"streamtui-{os.getpid()}-{token_hex(4)}"
        try:
            with scratch_folder(folder):
                path = folder / "prompt.md"
                add_file(path, text)
                edit_file(path, self._environ, "the prompt is as it was")
                if not path.is_file():
                    raise ConfigurationError(f"The editor left no file {path.name}; the prompt is as it was.")
                with os.fdopen(open_to_read(path), "rb") as file:
                    edited = file.read(_MOST_BYTES).decode("utf-8", "replace").replace("\r\n", "\n")
        except OSError as error:
            raise DiskError(
                f"The text for the editor can't be kept in {folder.parent} ({error.strerror or error}): "
                "the prompt is as it was."
            ) from error
        return edited if text.endswith("\n") else edited.removesuffix("\n")


class ConfiguredSnippets:
    """core.ports.prompts.Snippets: those of config.toml, as it is now."""

    def __init__(self, places: Places) -> None:
        self._file, self._current = ConfigFile(places.environ), places.current
        self._read: tuple[int, Mapping[str, str]] = (0, {})

    def all(self) -> Mapping[str, str]:
        """See core.ports.prompts.Snippets. While the file is wrong those of before are there."""
        try:
            changed = self._file.path.stat().st_mtime_ns
            if changed != self._read[0]:
                self._read = changed, self._texts(self._file.read())
        except (OSError, StreamtuiError):
            pass
        return self._read[1]

    def keep(self, name: str, text: str) -> None:
        """See core.ports.prompts.Snippets."""
        self._file.store(("snippets", name), text)
        self._current.written.add(dotted(("snippets", name)))

    def _texts(self, reading: Reading) -> Mapping[str, str]:
        return reading.file.snippets.texts

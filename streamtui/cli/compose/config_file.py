"""config.toml as the program changes it: a value at a time, checked before it is written; all else stays as it was.

Who changes it while another program does waits; the file is there whole or not at all, and its owner's alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EACCES
from stat import S_IWUSR

from streamtui.cli.compose.mistakes import mistakes_in
from streamtui.config.declared import SettingPath, declared, dotted
from streamtui.config.editing import with_setting, without_setting
from streamtui.config.file import NAME, File, Reading, read_file
from streamtui.config.paths import config_dir, data_dir
from streamtui.core.faults.faults import ConfigurationError, DiskError
from streamtui.files.judged import NotOursError, open_own
from streamtui.files.locks import lock_at
from streamtui.files.whole import make_folder, replace_whole

_LOCK_S = 5.0


class ConfigFile:
    """The file of this run, which need not be there yet."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.path = config_dir(environ) / NAME
        self._lock = data_dir(environ) / "config.lock"

    def read(self) -> Reading:
        """What stands there, whatever the variables say. Raises ConfigurationError."""
        return read_file(self.path.parent, {})

    def store(self, path: SettingPath, value: object) -> None:
        """Have that setting be so from now on. Raises ConfigurationError where it can't be, DiskError."""
        self._change(path[0], lambda text: with_setting(text, path, value))

    def remove(self, path: SettingPath) -> bool:
        """Have nothing stand there any more; says whether something did. Raises ConfigurationError, DiskError."""
        try:
            self._change(path[0], lambda text: without_setting(text, path))
        except KeyError:
            return False
        return True

    def begin(self) -> None:
        """Make the file, with all that can be set as comments, where none is. Raises DiskError."""
        with self._alone():
            if not self.path.exists():
                self._write(template())

    def make_private(self) -> None:
        """An editor may have put another file in its place, that others can read. Raises DiskError."""
        with self._alone(), suppress(NotOursError):
            os.close(open_own(self.path))

    def _change(self, table: str, edit: Callable[[str], str]) -> None:
        with self._alone():
            self._require_writable()
            before = self.read()
            after = Reading(edit(before.text), {})
            known = set(mistakes_in(before, table))
            if new := [mistake for mistake in mistakes_in(after, table) if mistake not in known]:
                raise ConfigurationError(f"{dotted(new[0].path)} {new[0].why} Nothing was written.")
            self._write(after.text)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            make_folder(self._lock.parent)
            make_folder(self.path.parent)
            with lock_at(self._lock).acquire(timeout=_LOCK_S):
                yield
        except TimeoutError as error:
            raise DiskError(f"{self.path} is being changed by another program: try again.") from error
        except OSError as error:
            raise DiskError(f"{self.path} can't be written ({error.strerror or error}).") from error

    def _require_writable(self) -> None:
        """A file that the person has written for nobody could be replaced all the same, in a folder of theirs."""
        with suppress(FileNotFoundError):
            if not self.path.stat().st_mode & S_IWUSR:
                raise PermissionError(EACCES, "it is for reading alone: `chmod u+w` changes that")

    def _write(self, text: str) -> None:
        """A link of the person's stays one: what it leads to was judged as it was read."""
        replace_whole(self.path.resolve() if self.path.is_symlink() else self.path, (text.encode(),))


def template() -> str:
    """A config.toml in which all that can be set stands as a comment."""
    lines = ["# Settings of streamtui. Each line is what holds without it; take away the # to change it.", ""]
    table: SettingPath = ()
    for setting in sorted(declared(File), key=lambda setting: len(setting.path) > 1):
        if setting.path[:-1] != table:
            table = setting.path[:-1]
            lines += ["", f"# [{dotted(table)}]"]
        lines.append(f"# {dotted(setting.path[-1:])} = {setting.example}  # {setting.doc} ({setting.wanted})")
    return "\n".join(lines) + "\n"

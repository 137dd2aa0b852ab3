"""The variables that the program goes by: the shell's, and a few of the nearest `.env` file.

A folder may be anybody's. So its file is read for keys, base URL and model alone, and nothing of it gets into
`os.environ`, where the SDK and programs that are started would find it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from streamtui.config.owned_file import RefusedFileError, read_owned
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.display_safe import display_safe

FILE = ".env"
OPENAI_API_KEY = "OPENAI_API_KEY"
OPENAI_BASE_URL = "OPENAI_BASE_URL"
OPENAI_MODEL = "OPENAI_MODEL"
_LONG_BLANK = re.compile(r"[^\S\r\n]{1000}")
"""The parser goes over such a one again and again."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where variables stand: the environment, or a file of a folder."""

    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: Path | None = None
    """The file's; `None` for the environment."""

    def get(self, name: str) -> str:
        """What the variable is set to; nothing where it is not."""
        return self.variables.get(name, "")

    def __str__(self) -> str:
        """As a sentence names it."""
        return "the environment" if self.folder is None else _shown(self.folder / FILE)


@dataclass(frozen=True, slots=True)
class Environment:
    """Both sources. What the shell sets wins."""

    shell: Source
    file: Source = Source()
    remark: str = ""
    """A sentence on what was left out of the file, for the person."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The first that sets a variable is right."""
        return self.shell, self.file

    def source_of(self, name: str) -> Source | None:
        """Where the variable is set."""
        return next((source for source in self.sources if source.get(name)), None)

    def get(self, name: str) -> str:
        """What the variable is set to; nothing where it is not."""
        source = self.source_of(name)
        return source.get(name) if source is not None else ""

    def values(self, names: Collection[str]) -> set[str]:
        """All that these are set to, be it in vain."""
        return {value for source in self.sources for name in names if (value := source.get(name))}


def read_environment(shell: Mapping[str, str], keys: Collection[str], here: Path) -> Environment:
    """The shell's variables with those of the nearest `.env`, from the folder `here` upwards.

    Of the file come OpenAI's three, and the variables `keys` that hold keys of profiles. It is looked for no higher
    than the top of a repository or the home folder. One that others could have written is left out, and that is said.
    """
    environment = Source(shell)
    path = _nearest(here)
    if path is None:
        return Environment(environment)
    try:
        text = read_owned(path)
        if _LONG_BLANK.search(text):
            raise RefusedFileError("it holds a line of blanks")
    except FileNotFoundError:
        return Environment(environment)
    except RefusedFileError as refusal:
        return Environment(environment, remark=f"{_shown(path)} is left out: {refusal}.")
    wanted = {OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL, *keys}
    values, unread = _parsed(text, wanted)
    remark = f"Line {unread} of {_shown(path)} can't be read and is left out." if unread else ""
    return Environment(environment, Source(values, path.parent), remark)


def working_folder() -> Path:
    """The folder that the person is in. Raises ConfigurationError where there is none any more."""
    try:
        return Path.cwd()
    except OSError as error:
        raise ConfigurationError(
            "The folder that you are in is gone, or may not be looked into: go to another one (cd) and try again there."
        ) from error


def _nearest(here: Path) -> Path | None:
    home = _status(Path(os.path.expanduser("~")))  # noqa: PTH111 - `Path.home` raises where there is none
    for folder in (here, *here.parents):
        path, status = folder / FILE, _status(folder)
        if os.path.lexists(path) and not path.is_dir():  # Python's own folders may be called so
            return path
        if os.path.lexists(folder / ".git") or (home and status and os.path.samestat(status, home)):
            return None
    return None


def _shown(path: Path) -> str:
    return display_safe(str(path), keep_newlines=False)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _parsed(text: str, wanted: Collection[str]) -> tuple[dict[str, str], int]:
    """What the text sets of the wanted variables, as it stands, and the number of a line that should and does not."""
    from io import StringIO

    from dotenv.parser import parse_stream  # only where there is a file: the import costs 50 ms

    values: dict[str, str] = {}
    unread = 0
    for binding in parse_stream(StringIO(text)):
        if binding.error and any(name in binding.original.string for name in wanted):
            unread = unread or binding.original.line
        if binding.key is not None and binding.key in wanted and binding.value:
            values[binding.key] = binding.value
    return values, unread

"""config.toml and the STREAMTUI_ variables: read whole, with where each value stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec.structs import replace

from streamtui.config.declared import SettingPath, dotted, variable_of
from streamtui.config.mcp import Mcp, McpServerConfig
from streamtui.config.owned_file import RefusedFileError, read_owned
from streamtui.config.personas import PersonaConfig
from streamtui.config.profiles import Profile
from streamtui.config.ready_profiles import READY_KEYS
from streamtui.config.settings import Limits, Settings, Snippets
from streamtui.config.tables import Mistake, TableReader
from streamtui.config.toml_lines import parse_toml, toml_lines
from streamtui.core.faults.faults import ConfigurationError

NAME = "config.toml"


class File(Settings, frozen=True):
    """All that can be set: config.toml as a whole."""

    profile: Annotated[str, Meta(description="which profile to use; without it the first one")] | None = None
    theme: Annotated[str, Meta(description="the same as `theme` of `[looks]`, which wins")] | None = None
    profiles: Mapping[str, Profile] = {}
    personas: Mapping[str, PersonaConfig] = {}
    mcp: Mcp = Mcp()
    snippets: Snippets = Snippets()


class Configuration(Struct, frozen=True):
    """What the configuration file and the STREAMTUI_ variables say."""

    settings: Settings = Settings()
    profiles: Mapping[str, Profile] = {}
    default_profile: str | None = None
    theme: str | None = None
    mcp_servers: Sequence[McpServerConfig] = ()
    personas: Mapping[str, PersonaConfig] = {}

    @property
    def key_variables(self) -> Collection[str]:
        """The environment variables that hold keys of profiles."""
        return {*READY_KEYS, *(profile.api_key_env for profile in self.profiles.values() if profile.api_key_env)}

    def with_limits(self, limits: Limits) -> Configuration:
        """The same, with other limits."""
        return replace(self, settings=replace(self.settings, limits=limits))


class Reading:
    """What is read of the file's text and of the variables, right or wrong."""

    def __init__(self, text: str, environ: Mapping[str, str]) -> None:
        """Raises ValueError, RecursionError where the text is no TOML."""
        self.text = text
        self.table: Mapping[str, Any] = parse_toml(text) if text else {}
        reader = TableReader(File, environ)
        self.file = reader.read(File, self.table)
        self.mistakes: Sequence[Mistake] = sorted(reader.mistakes, key=lambda mistake: self.line(mistake.path) or 0)
        """In the order of the file."""
        self._environ = environ

    @cached_property
    def _lines(self) -> Mapping[str, int]:
        """By paths in which a dot is a dot, with or without quotes."""
        lines: dict[str, int] = {}
        for path, line in toml_lines(self.text).items():
            lines.setdefault(".".join(path), line)
        return lines

    def line(self, path: SettingPath) -> int | None:
        """The line of the file that sets it, or the table that it is in; `None` where it does not."""
        names = (".".join(path[:size]) for size in range(len(path), 0, -1))
        return next((self._lines[name] for name in names if name in self._lines), None)

    def variable(self, path: SettingPath) -> str:
        """The environment variable that sets it; nothing where none does."""
        name = variable_of(path)
        return name if self._environ.get(name, "").strip() else ""

    def sentence(self, mistake: Mistake) -> str:
        """The mistake, with where it is."""
        name = dotted(mistake.path) or NAME
        if variable := self.variable(mistake.path):
            return f"{variable} {mistake.why}"
        line = self.line(mistake.path)
        return f"{name} {mistake.why}" if line is None else f"{name} in line {line} of {NAME} {mistake.why}"

    @property
    def configuration(self) -> Configuration:
        """What holds by it. Raises ConfigurationError where something is wrong."""
        if self.mistakes:
            first, *others = self.mistakes
            more = f" `streamtui config check` tells {len(others)} more." if others else ""
            raise ConfigurationError(self.sentence(first) + more)
        file = self.file
        servers, theme = list(file.mcp.servers.values()), file.looks.theme or file.theme
        return Configuration(file, file.profiles, file.profile, theme, servers, file.personas)


def read_file(folder: Path, environ: Mapping[str, str]) -> Reading:
    """Read `config.toml` in that folder; a missing file is an empty one. Raises ConfigurationError for no TOML."""
    path = folder / NAME
    try:
        text = read_owned(path)  # it names programs that are started
    except FileNotFoundError:
        text = ""
    except RefusedFileError as refusal:
        raise ConfigurationError(f"{path} can't be used, as {refusal}: repair it or move it away.") from refusal
    try:
        return Reading(text, environ)
    except (ValueError, RecursionError) as error:
        last = f"in line {len(text.splitlines())}, the last"
        why = str(error).replace("at end of document", last)
        raise ConfigurationError(f"{path} is not valid TOML ({why}): repair it or move it away.") from error


def read_configuration(folder: Path, environ: Mapping[str, str]) -> Configuration:
    """What holds by the file in that folder and by the variables. Raises ConfigurationError."""
    return read_file(folder, environ).configuration

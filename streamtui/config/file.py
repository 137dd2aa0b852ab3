"""config.toml, read once at the start."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from streamtui.config.mcp import McpServerConfig, mcp_servers_from
from streamtui.config.owned_file import RefusedFileError, read_owned
from streamtui.config.profiles import Profile, profiles_from
from streamtui.config.settings import Limits, Settings, settings_from
from streamtui.config.tables import read_table
from streamtui.core.faults.faults import ConfigurationError


class Configuration(Struct, frozen=True):
    """What the configuration file and the STREAMTUI_ variables say."""

    settings: Settings = Settings()
    profiles: Mapping[str, Profile] = {}
    default_profile: str | None = None
    theme: str | None = None
    mcp_servers: Sequence[McpServerConfig] = ()

    @property
    def key_variables(self) -> Collection[str]:
        """The environment variables that hold keys of profiles."""
        return {profile.api_key_env for profile in self.profiles.values() if profile.api_key_env}

    def with_limits(self, limits: Limits) -> Configuration:
        """The same, with other limits."""
        return replace(self, settings=replace(self.settings, limits=limits))


class _File(Struct, frozen=True):
    """The file without the tables of settings. What its tables hold is looked at by those who read them."""

    profile: str | None = None
    theme: str | None = None
    profiles: Mapping[str, Any] = {}
    mcp: object = {}


def read_configuration(folder: Path, environ: Mapping[str, str]) -> Configuration:
    """Read `config.toml` in that folder; a missing file is an empty one. Raises ConfigurationError."""
    table = _read_toml(folder / "config.toml")
    file = read_table(_File, table, "", beside=[field.name for field in fields(Settings)])
    return Configuration(
        settings=settings_from(table, environ),
        profiles=profiles_from(file.profiles),
        default_profile=file.profile,
        theme=file.theme,
        mcp_servers=mcp_servers_from(file.mcp),
    )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        text = read_owned(path)  # it names programs that are started
    except FileNotFoundError:
        return {}
    except RefusedFileError as refusal:
        raise ConfigurationError(f"{path} can't be used, as {refusal}: repair it or move it away.") from refusal
    if sys.version_info >= (3, 11):  # imported only where there is a file, as every start waits for it
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path} is not valid TOML ({error}): repair it or move it away.") from error

"""config.toml, read once at the start."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamtui.config.mcp import McpServerConfig, mcp_servers_from
from streamtui.config.profiles import Profile, profiles_from
from streamtui.config.settings import Settings, settings_from
from streamtui.core.faults.faults import ConfigurationError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_SETTINGS_TABLES = ("retry", "timeouts", "limits", "tools")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the configuration file and the STREAMTUI_ variables say."""

    settings: Settings
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    default_profile: str | None = None
    theme: str | None = None
    mcp_servers: Sequence[McpServerConfig] = ()


def read_configuration(folder: Path, environ: Mapping[str, str]) -> Configuration:
    """Read `config.toml` in that folder; a missing file is an empty one. Raises ConfigurationError."""
    path = folder / "config.toml"
    table = _read_toml(path)
    unknown = sorted(set(table) - {"profile", "profiles", "theme", "mcp", *_SETTINGS_TABLES})
    if unknown:
        raise ConfigurationError(f"{path} has the unknown setting {unknown[0]!r}: see the README for those there are.")
    for key, kind in (("profile", str), ("theme", str), ("profiles", Mapping)):
        if key in table and not isinstance(table[key], kind):
            raise ConfigurationError(f"{key} in {path} must be {'a text' if kind is str else 'a table'}.")
    return Configuration(
        settings=settings_from({key: table[key] for key in _SETTINGS_TABLES if key in table}, environ),
        profiles=profiles_from(table.get("profiles", {})),
        default_profile=table.get("profile"),
        theme=table.get("theme"),
        mcp_servers=mcp_servers_from(table.get("mcp", {})),
    )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} can't be read ({error}): repair it or move it away.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is not valid TOML ({error}): repair it or move it away.") from error

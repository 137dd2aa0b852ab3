"""The `[mcp.servers.NAME]` tables: MCP servers whose tools a model may call."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from streamtui.core.faults.faults import ConfigurationError

_NAME = re.compile(r"[A-Za-z0-9_-]{1,30}")


@dataclass(frozen=True, slots=True)
class McpServerConfig:
    """One server: a command that is started, or an address."""

    name: str
    command: str = ""
    args: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Variables that the command gets beside PATH, HOME and their like."""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Sent with every request to the URL."""


def mcp_servers_from(table: object) -> list[McpServerConfig]:
    """The servers in the configuration file's table `mcp`. Raises ConfigurationError."""
    if not isinstance(table, Mapping) or set(table) - {"servers"} or not isinstance(table.get("servers", {}), Mapping):
        raise ConfigurationError("mcp in config.toml may hold only servers: write [mcp.servers.NAME].")
    return [_server(name, values) for name, values in table.get("servers", {}).items()]


def _server(name: str, table: object) -> McpServerConfig:
    where = f"mcp.servers.{name} in config.toml"
    if not isinstance(table, Mapping):
        raise ConfigurationError(f"{where} must be a table: write [mcp.servers.{name}] and its settings below.")
    if not _NAME.fullmatch(name):
        raise ConfigurationError(f"{where}: a name is at most 30 letters, digits, _ and -; its tools begin with it.")
    for key, value in table.items():
        if key not in _WANTED:
            raise ConfigurationError(f"{where} has the unknown setting {key!r}; known are {', '.join(_WANTED)}.")
        if not _fits(key, value):
            raise ConfigurationError(f"{where}: {key} must be {_WANTED[key]}.")
    if bool(table.get("command")) == bool(table.get("url")):
        raise ConfigurationError(f"{where} needs either a command to start or a url.")
    return McpServerConfig(name, **table)


_WANTED = {
    "command": "a text",
    "args": "a list of texts",
    "env": "a table of texts",
    "url": "an address like http://127.0.0.1:8000/mcp",
    "headers": "a table of texts",
}


def _fits(key: str, value: Any) -> bool:
    if key == "args":
        return isinstance(value, list) and all(isinstance(text, str) for text in value)
    if key in ("env", "headers"):
        return isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values())
    return isinstance(value, str) and (key != "url" or value.startswith(("http://", "https://")))

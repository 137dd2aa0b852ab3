"""The `[mcp.servers.NAME]` tables: MCP servers whose tools a model may call."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from streamtui.config.tables import read_table
from streamtui.core.faults.faults import ConfigurationError

_NAME = re.compile(r"[A-Za-z0-9_-]{1,30}")


class McpServerConfig(Struct, frozen=True):
    """One server: a command that is started, or an address."""

    name: str
    command: str = ""
    args: Sequence[str] = ()
    env: Mapping[str, str] = {}
    """Variables that the command gets beside PATH, HOME and their like."""
    url: Annotated[str, Meta(pattern="^https?://", title="an address like http://127.0.0.1:8000/mcp")] = ""
    read_only: Sequence[str] = ()
    """Tools, by the server's own names of them, of which the person knows that they change nothing."""
    headers: Mapping[str, str] = {}
    """Sent with every request to the URL."""

    def __repr__(self) -> str:
        """Without what may hold keys."""
        return f"McpServerConfig({self.name!r})"


def mcp_servers_from(table: object) -> list[McpServerConfig]:
    """The servers in the configuration file's table `mcp`. Raises ConfigurationError."""
    if not isinstance(table, Mapping) or set(table) - {"servers"} or not isinstance(table.get("servers", {}), Mapping):
        raise ConfigurationError("mcp in config.toml may hold only servers: write [mcp.servers.NAME].")
    return [_server(name, values) for name, values in table.get("servers", {}).items()]


def _server(name: str, table: object) -> McpServerConfig:
    where = f"mcp.servers.{name}"
    server = read_table(McpServerConfig, table, where, quotes=False, name=name)
    if not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"{where} in config.toml: a name is at most 30 letters, digits, _ and -; its tools begin with it."
        )
    if bool(server.command) == bool(server.url):
        raise ConfigurationError(f"{where} in config.toml needs either a command to start or a url.")
    return server

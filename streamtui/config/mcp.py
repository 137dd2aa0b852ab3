"""The `[mcp.servers.NAME]` tables: MCP servers whose tools a model may call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from streamtui.config.declared import ELSEWHERE, MAY_HOLD_KEY, SECRET
from streamtui.config.tables import Mistake, Table

_NAME = re.compile(r"[A-Za-z0-9_-]{1,30}")


class McpServerConfig(Table, frozen=True):
    """One server: a command that is started, or an address."""

    name: Annotated[str, ELSEWHERE]
    command: Annotated[str, Meta(description="the program to start")] = ""
    args: Annotated[Sequence[str], MAY_HOLD_KEY, Meta(description="its arguments")] = ()
    env: Annotated[
        Mapping[str, str], SECRET, Meta(description="variables that it gets beside PATH, HOME and their like")
    ] = {}
    url: Annotated[
        str,
        MAY_HOLD_KEY,
        Meta(
            pattern="^https?://",
            title="an address like http://127.0.0.1:8000/mcp",
            description="where it is, in place of a command",
        ),
    ] = ""
    read_only: Annotated[
        Sequence[str], Meta(description="tools, by the server's own names, of which you know that they change nothing")
    ] = ()
    headers: Annotated[Mapping[str, str], SECRET, Meta(description="sent with every request to the url")] = {}

    def __repr__(self) -> str:
        """Without what may hold keys."""
        return f"McpServerConfig({self.name!r})"

    def mistakes(self) -> Iterator[Mistake]:
        """See config.tables.Table."""
        if not _NAME.fullmatch(self.name):
            yield Mistake(
                (), "can't be called so: a name is at most 30 letters, digits, _ and -; its tools begin with it."
            )
        if bool(self.command) == bool(self.url):
            yield Mistake((), "needs either a command to start or a url.")


class Mcp(Struct, frozen=True):
    """The table `mcp`."""

    servers: Mapping[str, McpServerConfig] = {}

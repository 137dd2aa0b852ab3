"""All configured MCP servers as one source of tools."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec

from streamtui.config.mcp import McpServerConfig
from streamtui.tools.mcp.mcp_tool import McpTool
from streamtui.tools.mcp.server import McpServer
from streamtui.tools.tool import ToolError

_NO_SDK = "The MCP servers of config.toml need the extra `mcp`: install it with `pip install 'streamtui[mcp]'`."


class McpServers:
    """A ToolSource; the servers start at the same time when it is first asked."""

    def __init__(self, configs: Sequence[McpServerConfig]) -> None:
        names = [config.name for config in configs]
        self._servers = [McpServer(config, names) for config in configs]

    @property
    def version(self) -> int:
        """See ToolSource."""
        return sum(server.version for server in self._servers)

    def may_have(self, name: str) -> bool:
        """A tool of that name would be one of these servers'."""
        return any(name.startswith(f"{server.name}_") for server in self._servers)

    async def tools(self) -> tuple[Sequence[McpTool], Sequence[str]]:
        """See ToolSource."""
        if self._servers and find_spec("mcp") is None:
            return [], [_NO_SDK]
        tools: list[McpTool] = []
        troubles: list[str] = []
        for outcome in await asyncio.gather(*map(_tools_or_trouble, self._servers)):
            tools.extend(outcome[0])
            troubles.extend(outcome[1])
        return tools, troubles

    async def close(self) -> None:
        """End them all."""
        await asyncio.gather(*(server.close() for server in self._servers))


async def _tools_or_trouble(server: McpServer) -> tuple[Sequence[McpTool], Sequence[str]]:
    try:
        return await server.tools()
    except ToolError as error:
        return [], [str(error)]

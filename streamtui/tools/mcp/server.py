"""A configured MCP server: started when it is first needed, started again once if it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from streamtui.config.mcp import McpServerConfig
from streamtui.core.text.secrets import redact
from streamtui.tools.mcp.answers import is_lost, reason, short, text_of
from streamtui.tools.mcp.connection import Connection
from streamtui.tools.mcp.mcp_tool import McpTool
from streamtui.tools.mcp.names import model_name
from streamtui.tools.tool import ToolError

if TYPE_CHECKING:
    from mcp import Client
    from mcp.types import ListToolsResult, Tool

START_S = 30.0
MOST_TOOLS = 500
_MOST_NAMED = 3
_MOST_PAGES = 100
_STARTS = 2


class McpServer:
    """One server, shared by all conversations."""

    def __init__(self, config: McpServerConfig, servers: Sequence[str] = (), *, start_s: float = START_S) -> None:
        """`servers` are the names of all that there are."""
        self.name = config.name
        self.version = 0
        """Another one once its tools are others."""
        self._config = config
        self._servers = servers
        self._start_s = start_s
        self._starts_left = _STARTS
        self._connection: Connection | None = None
        self._connecting = asyncio.Lock()

    async def tools(self) -> tuple[Sequence[McpTool], Sequence[str]]:
        """The tools it offers now, and sentences about those that are left out. Raises ToolError where it can't be had.

        There are at most MOST_TOOLS.
        """
        client, _ = await self._client()
        try:
            offered = await asyncio.wait_for(self._listed(client), self._start_s)
        except Exception as error:
            raise self._unusable(f"it did not list its tools ({self._fault or reason(error)})") from error
        tools = [self._tool(tool) for tool in offered[:MOST_TOOLS]]
        faulty = [what for what in tools if isinstance(what, str)]
        left_out = faulty[:_MOST_NAMED]
        if more := len(faulty) - len(left_out) + max(0, len(offered) - MOST_TOOLS):
            left_out.append(f"{more:,} more than can be told of")
        troubles = [f"Tools of the MCP server {self.name} are left out: {'; '.join(left_out)}."] if left_out else []
        return [tool for tool in tools if isinstance(tool, McpTool)], troubles

    async def call(self, tool: Tool, arguments: Mapping[str, Any]) -> str:
        """Call a tool that it listed, if it still is the same one. Raises ToolError."""
        client, offered = await self._client()
        if any(now.name == tool.name and now != tool for now in offered):
            self.tools_changed()
            raise ToolError(f"The MCP server {self.name} has just changed this tool: it was not run, and is told anew.")
        try:
            return text_of(await client.call_tool(tool.name, dict(arguments)))
        except ToolError:
            raise
        except Exception as error:
            if self._fault:
                ended = (
                    f"The MCP server {self.name} was ended during the call, as {self._fault}; it may have been done."
                )
                raise ToolError(ended) from error
            if is_lost(error):
                raise ToolError(f"The MCP server {self.name} ended during the call; it may have been done.") from error
            raise ToolError(f"The MCP server {self.name} refused the call: {reason(error)}.") from error

    async def close(self) -> None:
        """End it, if it was started."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    @property
    def _fault(self) -> str:
        """What it did wrong, if it was ended for that."""
        return self._connection.fault if self._connection is not None else ""

    def tools_changed(self) -> None:
        """Whoever was told of its tools has to ask anew."""
        self.version += 1

    async def _listed(self, client: Client) -> list[Tool]:
        """All its tools, the first of each name."""
        tools: dict[str, Tool] = {}
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = await self._page(client, cursor)
            for tool in page.tools:
                tools.setdefault(tool.name, tool)
            cursor = page.next_cursor
            if not cursor:
                break
        return list(tools.values())

    def _tool(self, tool: Tool) -> McpTool | str:
        """The tool, or why there is none."""
        try:
            return McpTool(model_name(self.name, tool.name, self._servers), self._config, tool, self.call)
        except ToolError as error:
            return f"{short(tool.name)!r} as {error}"

    async def _page(self, client: Client, cursor: str | None = None) -> ListToolsResult:
        return await asyncio.wait_for(client.list_tools(cursor=cursor, cache_mode="bypass"), self._start_s)

    async def _client(self) -> tuple[Client, Sequence[Tool]]:
        """The client of a server that answers, and the tools that it begins its list with now.

        It is asked for these first, so that one which ended in the meantime is found out before a call is sent:
        a call is never sent twice.
        """
        async with self._connecting:
            if self._connection is not None:
                client = await self._connection.client()
                try:
                    return client, (await self._page(client)).tools
                except Exception as error:
                    if not is_lost(error):
                        return client, ()
                    await self.close()
                    self.tools_changed()  # perhaps: it is another process
            client = await self._start()
            try:
                return client, (await self._page(client)).tools
            except Exception:  # it will be said when they are listed, or at the call
                return client, ()

    async def _start(self) -> Client:
        if not self._starts_left:
            raise ToolError(f"The MCP server {self.name} ended, and it was started again before; open streamtui anew.")
        self._starts_left -= 1
        connection = self._connection = Connection(self._config, self.tools_changed)
        try:
            return await asyncio.wait_for(connection.client(), self._start_s)
        except BaseException as error:
            await self.close()
            if not isinstance(error, Exception):  # the person did not wait for it, which is no fault of the server's
                self._starts_left += 1
                raise
            raise self._unusable(self._why(error, connection)) from error

    def _why(self, error: BaseException, connection: Connection) -> str:
        config = self._config
        if isinstance(error, FileNotFoundError):
            return f"there is no command {config.command!r} (mcp.servers.{self.name} in config.toml)"
        if isinstance(error, asyncio.TimeoutError):
            return f"it did not answer within {self._start_s:g} s"
        if config.url:
            return f"{config.url} did not answer as one does ({reason(error)})"
        if connection.last_words and not connection.fault:
            return f"it ended with {connection.last_words!r}"
        return f"it did not start ({connection.fault or reason(error)})"

    def _unusable(self, why: str) -> ToolError:
        return ToolError(redact(f"The MCP server {self.name} can't be used: {why}."))

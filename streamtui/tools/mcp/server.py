"""A configured MCP server: started when it is first needed, started again once if it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from streamtui.config.mcp import McpServerConfig
from streamtui.core.text.secrets import redact
from streamtui.tools.mcp.connection import Connection
from streamtui.tools.mcp.mcp_tool import McpTool
from streamtui.tools.tool import ToolError

if TYPE_CHECKING:
    from mcp import Client
    from mcp.types import CallToolResult, ContentBlock

START_S = 30.0
_MOST_PAGES = 100
_STARTS = 2


class McpServer:
    """One server, shared by all conversations."""

    def __init__(self, config: McpServerConfig, *, start_s: float = START_S) -> None:
        self.name = config.name
        self._config = config
        self._start_s = start_s
        self._starts_left = _STARTS
        self._connection: Connection | None = None
        self._connecting = asyncio.Lock()

    async def tools(self) -> Sequence[McpTool]:
        """The tools it offers now. Raises ToolError where it can't be had."""
        client = await self._client()
        try:
            return await asyncio.wait_for(self._listed(client), self._start_s)
        except Exception as error:
            why = f"it did not list its tools ({_reason(error)})"
            raise ToolError(redact(f"The MCP server {self.name} can't be used: {why}.")) from error

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> str:
        """Call a tool by the server's own name of it. Raises ToolError."""
        client = await self._client()
        try:
            result = await client.call_tool(tool, dict(arguments))
        except Exception as error:
            if _is_lost(error):
                raise ToolError(f"The MCP server {self.name} ended during the call; it may have been done.") from error
            raise ToolError(f"The MCP server {self.name} refused the call: {_reason(error)}.") from error
        return _text_of(result)

    async def close(self) -> None:
        """End it, if it was started."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _listed(self, client: Client) -> list[McpTool]:
        tools: list[McpTool] = []
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = await client.list_tools(cursor=cursor, cache_mode="bypass")
            tools += [McpTool(self.name, tool, self.call) for tool in page.tools]
            cursor = page.next_cursor
            if not cursor:
                break
        return tools

    async def _client(self) -> Client:
        """The client of a server that answers.

        It is asked for its tools first, so that one which ended in the meantime is found out before a call is sent:
        a call is never sent twice.
        """
        async with self._connecting:
            if self._connection is not None:
                client = await self._connection.client()
                try:
                    await client.list_tools(cache_mode="bypass")
                    return client
                except Exception as error:
                    if not _is_lost(error):
                        return client
                    await self.close()
            return await self._start()

    async def _start(self) -> Client:
        if not self._starts_left:
            raise ToolError(f"The MCP server {self.name} ended, and it was started again before; open streamtui anew.")
        self._starts_left -= 1
        self._connection = Connection(self._config)
        try:
            return await asyncio.wait_for(self._connection.client(), self._start_s)
        except BaseException as error:
            reason = self._why(error, self._connection.last_words)
            await self.close()
            if not isinstance(error, Exception):  # the person did not wait for it, which is no fault of the server's
                self._starts_left += 1
                raise
            raise ToolError(redact(f"The MCP server {self.name} can't be used: {reason}.")) from error

    def _why(self, error: BaseException, last_words: str) -> str:
        config = self._config
        if isinstance(error, FileNotFoundError):
            return f"there is no command {config.command!r} (mcp.servers.{self.name} in config.toml)"
        if isinstance(error, asyncio.TimeoutError):
            return f"it did not answer within {self._start_s:g} s"
        if config.url:
            return f"{config.url} did not answer as one does ({_reason(error)})"
        return f"it ended with {last_words!r}" if last_words else f"it did not start ({_reason(error)})"


def _innermost(error: BaseException) -> BaseException:
    """What is in the groups that the SDK's task groups wrap errors in."""
    while inner := getattr(error, "exceptions", None):
        error = inner[0]
    return error


def _reason(error: BaseException) -> str:
    error = _innermost(error)
    return (str(error).partition("\n")[0] or type(error).__name__).rstrip(".")


def _is_lost(error: BaseException) -> bool:
    from mcp import MCPError
    from mcp.types import CONNECTION_CLOSED

    error = _innermost(error)
    return not isinstance(error, MCPError) or error.code == CONNECTION_CLOSED


def _text_of(result: CallToolResult) -> str:
    """What the tool said, as text. Raises ToolError if that is an error."""
    text = "\n".join(_block_text(block) for block in result.content)
    if not result.content and result.structured_content is not None:
        text = json.dumps(result.structured_content, ensure_ascii=False)
    if result.is_error:
        raise ToolError(text or "The tool failed and did not say why.")
    return text


def _block_text(block: ContentBlock) -> str:
    if block.type == "text":
        return block.text
    if block.type == "resource_link":
        return f"[{block.name}: {block.uri}]"
    if block.type == "resource":
        resource = block.resource
        return getattr(resource, "text", f"[{resource.uri}, which is not text]")
    return f"[{block.type}, {block.mime_type}, left out]"

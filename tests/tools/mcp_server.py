"""A real MCP server on the official SDK: `python -m tests.tools.mcp_server [PORT]`, over stdio or HTTP."""

from __future__ import annotations

import asyncio
import os
import sys

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ImageContent, ToolAnnotations

server = MCPServer("tests", log_level="ERROR")
READ_ONLY = ToolAnnotations(read_only_hint=True)


@server.tool(annotations=READ_ONLY)
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@server.tool()
def environment(name: str) -> str:
    """The value of a variable."""
    return os.environ.get(name, "unset")


@server.tool()
def process() -> int:
    """The number of the server's process."""
    return os.getpid()


@server.tool(name="odd.name/tool")
def odd() -> str:
    """Has a name that the API would not take."""
    return "odd"


@server.tool()
def fail() -> str:
    """Always fails."""
    raise ToolError("the disk is full")


@server.tool()
def picture() -> ImageContent:
    """Draws."""
    return ImageContent(type="image", data="AAAA", mime_type="image/png")


@server.tool()
async def wait() -> str:
    """Takes for ever."""
    await asyncio.Event().wait()
    return ""


@server.tool()
def crash() -> str:
    """Takes the server down."""
    os._exit(3)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        server.run("streamable-http", port=int(sys.argv[1]))
    else:
        server.run()

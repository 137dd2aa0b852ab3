"""A real MCP server on the official SDK: `python -m tests.tools.mcp_server [http]`, over stdio or HTTP."""

from __future__ import annotations

import asyncio
import os
import socket
import sys

import uvicorn
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


def serve_http() -> None:
    """Serve on a free port, and print it: from then on connections are taken."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        uvicorn.run(server.streamable_http_app(), fd=listening.fileno(), log_level="error")


if __name__ == "__main__":
    serve_http() if sys.argv[1:] == ["http"] else server.run()

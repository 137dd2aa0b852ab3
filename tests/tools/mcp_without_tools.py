"""An MCP server that answers but has no tools: `python -m tests.tools.mcp_without_tools`."""

from __future__ import annotations

import asyncio

from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server


async def serve() -> None:
    server = Server("bare")
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


asyncio.run(serve())

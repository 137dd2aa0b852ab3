"""Tools of MCP servers, through the official `mcp` SDK (the extra `mcp`)."""

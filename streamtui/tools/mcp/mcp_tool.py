"""A tool of an MCP server, as far as it can be told to a model: what a server says of its tools is not ours."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from streamtui.config.mcp import McpServerConfig
from streamtui.tools.arguments import ArgumentReader, json_object
from streamtui.tools.mcp.fitting import objections
from streamtui.tools.tool import ToolError

if TYPE_CHECKING:
    from mcp.types import Tool

LONGEST_DESCRIPTION = 10_000
LARGEST_SCHEMA = 100_000
"""Characters of it as JSON."""
DEEPEST_SCHEMA = 50
_MOST_SAID = 5


class McpTool(ArgumentReader):
    """See tools.tool.Tool."""

    takes_over = False

    def __init__(
        self, name: str, server: McpServerConfig, tool: Tool, call: Callable[[Tool, Mapping[str, Any]], Awaitable[str]]
    ) -> None:
        """`name` is what the model calls it. Raises ToolError, half a sentence, for one that can't be told to it."""
        self.name = name
        self.description = _sendable(tool.description or "")[:LONGEST_DESCRIPTION]
        self.source = f"MCP {server.name}"
        self.parameters = _told_schema(tool.input_schema)
        self.read_only = tool.name in server.read_only
        self.claims_to_read = not self.read_only and bool(tool.annotations and tool.annotations.read_only_hint)
        self._tool = tool
        self._call = call

    def read_arguments(self, text: str) -> dict[str, Any]:
        """The arguments that a model wrote, checked against the server's schema."""
        arguments = json_object(text)
        if errors := objections(self.parameters, arguments, len(text), _MOST_SAID):
            raise ToolError(f"{'; '.join(errors)}.")
        return arguments

    async def call(self, arguments: str) -> str:
        """Have the server run it."""
        return await self._call(self._tool, self.read_arguments(arguments))


def _told_schema(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema as it can be sent and looked at."""
    told = {"type": "object", **schema}
    if told["type"] != "object":
        raise ToolError("its arguments are no object")
    if _depth(told, DEEPEST_SCHEMA) > DEEPEST_SCHEMA:
        raise ToolError(f"its schema is deeper than {DEEPEST_SCHEMA} levels")
    try:
        size = len(json.dumps(told, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        raise ToolError("its schema is no JSON that can be sent") from None
    if size > LARGEST_SCHEMA:
        raise ToolError(f"its schema is larger than {LARGEST_SCHEMA:,} bytes")
    return told


def _depth(value: object, most: int) -> int:
    """How deep it is; no more than one level above `most` is looked at."""
    if most < 0 or not isinstance(value, dict | list):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(part, most - 1) for part in inner), default=0)


def _sendable(text: str) -> str:
    """Without half characters, which no request can hold."""
    return text.encode("utf-8", "replace").decode()

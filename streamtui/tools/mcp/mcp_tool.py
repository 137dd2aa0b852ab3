"""A tool of an MCP server."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from streamtui.tools.arguments import json_object
from streamtui.tools.tool import ToolError

if TYPE_CHECKING:
    from mcp.types import Tool

_LONGEST_NAME = 64
_MOST_SAID = 5
_LONGEST_SAID = 300


class McpTool:
    """See tools.tool.Tool. Its name begins with the server's, so that no server can take another tool's place."""

    def __init__(self, server: str, tool: Tool, call: Callable[[str, Mapping[str, Any]], Awaitable[str]]) -> None:
        self.name = re.sub(r"[^a-zA-Z0-9_-]", "_", f"{server}_{tool.name}")[:_LONGEST_NAME]
        self.description = tool.description or ""
        self.source = f"MCP {server}"
        self.parameters: Mapping[str, Any] = tool.input_schema
        self.read_only = bool(tool.annotations and tool.annotations.read_only_hint)
        self._own_name = tool.name
        self._call = call

    def read_arguments(self, text: str) -> dict[str, Any]:
        """The arguments that a model wrote, checked against the server's schema."""
        arguments = json_object(text)
        if errors := self._errors(arguments):
            raise ToolError(f"{'; '.join(errors[:_MOST_SAID])}.")
        return arguments

    async def call(self, arguments: Mapping[str, Any]) -> str:
        """Have the server run it."""
        return await self._call(self._own_name, arguments)

    def _errors(self, arguments: Mapping[str, Any]) -> list[str]:
        """What the schema has against the arguments; nothing where it is broken, as the server will look again."""
        from jsonschema.exceptions import SchemaError
        from jsonschema.validators import validator_for
        from referencing import Registry
        from referencing.exceptions import Unresolvable

        validator = validator_for(self.parameters)(self.parameters, registry=Registry())  # which fetches nothing
        try:
            return [
                f"`{error.json_path}`: {error.message}"[:_LONGEST_SAID] for error in validator.iter_errors(arguments)
            ]
        except (SchemaError, Unresolvable):
            return []

"""What an MCP server answers, as text within bounds: results of calls, and what went wrong."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from streamtui.tools.tool import ToolError

if TYPE_CHECKING:
    from mcp.types import CallToolResult, ContentBlock

LONGEST_RESULT = 1_000_000
"""Characters of a result that are kept."""
_LONGEST_SAID = 300
"""Characters of whatever else it says."""


def text_of(result: CallToolResult) -> str:
    """What the tool said, as text. Raises ToolError if that is an error."""
    text = "\n".join(_block_text(block) for block in result.content)
    if not result.content and result.structured_content is not None:
        text = json.dumps(result.structured_content, ensure_ascii=False)
    if len(text) > LONGEST_RESULT:
        mark = f"\n[cut here: these are the first {LONGEST_RESULT:,} of {len(text):,} characters]"
        text = text[:LONGEST_RESULT] + mark
    if result.is_error:
        raise ToolError(text or "The tool failed and did not say why.")
    return text


def _block_text(block: ContentBlock) -> str:
    if block.type == "text":
        return block.text
    if block.type == "resource_link":
        return f"[{short(block.name)}: {short(str(block.uri))}]"
    if block.type == "resource":
        resource = block.resource
        return getattr(resource, "text", f"[{short(str(resource.uri))}, which is not text]")
    return f"[{block.type}, {short(block.mime_type)}, left out]"


def reason(error: BaseException) -> str:
    """The first line of what an error says."""
    from pydantic import ValidationError

    error = _innermost(error)
    if isinstance(error, ValidationError):
        return "its answer is not as the protocol has it"
    if isinstance(error, asyncio.TimeoutError):
        return "no answer in time"
    return short(str(error).partition("\n")[0] or type(error).__name__).rstrip(".")


def is_lost(error: BaseException) -> bool:
    """The server is not there any more."""
    from mcp import MCPError
    from mcp.types import CONNECTION_CLOSED

    error = _innermost(error)
    return not isinstance(error, MCPError) or error.code == CONNECTION_CLOSED


def short(text: str) -> str:
    """Its beginning, where it is to stand in a sentence."""
    return text if len(text) <= _LONGEST_SAID else f"{text[:_LONGEST_SAID]}…"


def _innermost(error: BaseException) -> BaseException:
    """What is in the groups that the SDK's task groups wrap errors in."""
    while inner := getattr(error, "exceptions", None):
        error = inner[0]
    return error

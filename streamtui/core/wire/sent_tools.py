"""The tools that a request told its model of, as what is known of tools."""

from __future__ import annotations

from itertools import accumulate

from streamtui.core.json_text.values import text
from streamtui.core.ports.tools import ToolInfo
from streamtui.core.wire.sent_request import SentRequest

SOURCE = "as the request has it"
"""Where they come from, for the person."""


def sent_tool(request: SentRequest | None, name: str) -> ToolInfo | None:
    """The tool of that name; `None` where the model was told of none."""
    tool = request.tool(name) if request is not None and name else None
    if tool is None:
        return None
    return ToolInfo(tool.name, text(tool.definition.get("description")), tool.schema or {}, SOURCE)


def tool_labels(request: SentRequest | None, room: int) -> str:
    """How they are called, in about so many characters: `search, read_page and 3 more`; nothing without any."""
    labels = [tool.label for tool in request.tools] if request is not None else []
    ends = accumulate(len(label) + 2 for label in labels)
    shown = max(1, sum(end <= room for end in ends))
    more = len(labels) - shown
    return ", ".join(labels[:shown]) + (f" and {more:,} more" if more > 0 else "")

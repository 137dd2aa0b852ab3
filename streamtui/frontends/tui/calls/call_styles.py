"""The colours of calls by where they stand."""

from __future__ import annotations

from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.frontends.tui.kit.rows import ACCENT, BAD, GOOD, WARN

CALL_STYLES = {
    ToolCallState.WRITING: ACCENT,
    ToolCallState.WAITING: ACCENT,
    ToolCallState.RUNNING: ACCENT,
    ToolCallState.DONE: GOOD,
    ToolCallState.FAILED: BAD,
    ToolCallState.REFUSED: WARN,
    ToolCallState.CUT: WARN,
}

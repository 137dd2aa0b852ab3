"""Where a call stands, in a sign and words, never by colour alone."""

from __future__ import annotations

from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.words.figures import UNKNOWN, elapsed, seconds
from streamtui.frontends.tui.kit.rows import ACCENT, BAD, GOOD, WARN

SIGNS = {
    ToolCallState.WRITING: ("●", ACCENT),
    ToolCallState.WAITING: ("◌", ACCENT),
    ToolCallState.RUNNING: ("◆", ACCENT),
    ToolCallState.DONE: ("✓", GOOD),
    ToolCallState.FAILED: ("✗", BAD),
    ToolCallState.REFUSED: ("⊘", WARN),
    ToolCallState.CUT: ("■", WARN),
}


def state_word(call: ToolCall, *, written: bool) -> str:
    """One word; `written`: all of its arguments are there, though the reply goes on."""
    if call.state is ToolCallState.WRITING and written:
        return "written"
    return "asks" if call.asking else call.state.value


def time_word(call: ToolCall, now: float, *, written: bool) -> str:
    """How long it has been at it, or how long it ran."""
    if call.state is ToolCallState.WRITING:
        return elapsed(call.writing_s if written else now - call.first_delta_at)
    if call.asking and call.asked_at is not None:
        return elapsed(now - call.asked_at)
    if call.state is ToolCallState.RUNNING and call.started_at is not None:
        return elapsed(now - call.started_at)
    return UNKNOWN if call.running_s is None else seconds(call.running_s)

"""Where a tool call stands, in a sign and words, never by colour alone."""

from __future__ import annotations

from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.words.figures import UNKNOWN, elapsed, seconds

CALL_SIGNS = {
    ToolCallState.WRITING: "●",
    ToolCallState.WAITING: "◌",
    ToolCallState.RUNNING: "◆",
    ToolCallState.DONE: "✓",
    ToolCallState.FAILED: "✗",
    ToolCallState.REFUSED: "⊘",
    ToolCallState.CUT: "■",
    ToolCallState.NOT_RUN: "○",
}


def state_word(call: ToolCall, *, written: bool = False) -> str:
    """One word; `written`: all of its arguments are there, though the reply goes on."""
    if call.state is ToolCallState.WRITING and written:
        return "written"
    return "asks" if call.asking else call.state.value


def time_word(call: ToolCall, now: float | None = None, *, written: bool = False) -> str:
    """How long it has been at it (without `now`: at its last delta), or how long it ran."""
    if call.state is ToolCallState.WRITING:
        return elapsed(call.writing_s if written or now is None else now - call.first_delta_at)
    if now is not None and call.asking and call.asked_at is not None:
        return elapsed(now - call.asked_at)
    if now is not None and call.state is ToolCallState.RUNNING and call.started_at is not None:
        return elapsed(now - call.started_at)
    return UNKNOWN if call.running_s is None else seconds(call.running_s)


def state_words(call: ToolCall, now: float | None = None, *, written: bool = False) -> str:
    """Both: `writing 0.4 s`, `done 2.0 ms`, `waiting`."""
    return f"{state_word(call, written=written)} {time_word(call, now, written=written)}".removesuffix(f" {UNKNOWN}")

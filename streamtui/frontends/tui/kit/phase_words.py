"""The phase of a turn in a sign and words, never by colour alone."""

from __future__ import annotations

from math import ceil

from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.words.figures import elapsed, ended_after, percent
from streamtui.core.words.server_call_words import server_doing
from streamtui.frontends.tui.kit.rows import ACCENT, BAD, DIM, GOOD, WARN
from streamtui.rows.row import Row, Run

SIGNS = {
    Phase.IDLE: ("○", DIM),
    Phase.CONNECTING: ("◌", ACCENT),
    Phase.WAITING: ("◌", ACCENT),
    Phase.STREAMING: ("●", ACCENT),
    Phase.ASKING: ("?", WARN),
    Phase.RUNNING_TOOL: ("◆", ACCENT),
    Phase.RETRYING: ("↻", WARN),
    Phase.DONE: ("✓", GOOD),
    Phase.STOPPED: ("■", WARN),
    Phase.FAILED: ("✗", BAD),
}
"""Of each phase a sign of its own, as colours are not seen by all."""

_NO_TIME_S = 0.05
"""What is shorter would be written as nought."""


def state_row(state: ChatState, now: float) -> Row:
    """What a turn is doing, and for how long."""
    sign, style = SIGNS[state.phase]
    words = _words(state, now)
    if state.phase is Phase.STREAMING and state.stalled_since is not None:
        return (Run(f"{sign} {words}", style), Run(f" · silent for {now - state.stalled_since:.0f} s", WARN))
    return (Run(f"{sign} {words}", style),)


def retry_in_s(state: ChatState, now: float) -> int | None:
    """Whole seconds until the next attempt, rounded up; `None` when no attempt is waited for."""
    if state.retry is None:
        return None
    return max(0, ceil(state.retry.at + state.retry.delay_s - now))


def _words(state: ChatState, now: float) -> str:
    time_s = state.elapsed_s(now)
    if state.phase is Phase.RETRYING:
        return f"retry in {retry_in_s(state, now)} s"
    words: str = state.phase.value
    if state.phase is Phase.WAITING and state.progress is not None:
        words = f"processing prompt {percent(state.progress.share)}"
    if state.phase in (Phase.WAITING, Phase.STREAMING) and state.reply is not None:
        words = server_doing(state.reply) or words
    if state.phase is Phase.RUNNING_TOOL:
        running = [call.name for call in state.turn_calls if call.state is ToolCallState.RUNNING]
        words = f"running {running[0]}" if len(running) == 1 else words
    if state.phase is Phase.FAILED and state.reply is not None and state.reply.state is ReplyState.CUT:
        words = "cut"
    if not time_s or (state.turn_ended_at is None and time_s < _NO_TIME_S):  # of what was imported no time is known
        return words
    return f"{words} {elapsed(time_s) if state.turn_ended_at is None else ended_after(time_s)}"

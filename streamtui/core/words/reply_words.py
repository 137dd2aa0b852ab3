"""What is said of a reply around its text, safe to show: its head, its thoughts, its end."""

from __future__ import annotations

from collections.abc import Iterator

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.server_calls import busy_spans
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import plural, seconds

CONTINUED = "↪ asked to go on where it broke off"
_ENDINGS = {
    ReplyState.STOPPED: ("■", "stopped", "ending"),
    ReplyState.CUT: ("✗", "cut", "error"),
    ReplyState.FAILED: ("✗", "failed", "error"),
}
_USUAL_REASONS = {None, "stop", "tool_calls", "function_call"}
_REASONS = {"length": "no more tokens were left for it (length)"}


def head_figures(reply: Reply) -> list[str]:
    """`attempt 2`, `ttft 240 ms`, `3.24 s`, `171 tokens`: those that are known so far."""
    statistics = reply.statistics
    figures = [f"attempt {reply.attempts}"] if reply.attempts > 1 else []
    if statistics.ttft_s is not None:
        figures.append(f"ttft {seconds(statistics.ttft_s)}")
    if reply.state is not ReplyState.OPEN and statistics.duration_s is not None:
        figures.append(seconds(statistics.duration_s))
        if (tokens := statistics.completion_tokens) or not statistics.tokens_are_estimated:
            figures.append(plural(tokens, "token", estimated=statistics.tokens_are_estimated))
    return figures


def thought_words(reply: Reply) -> str:
    """`thinking`, or `thought for 2.10 s`, without the time in which the server ran something."""
    statistics = reply.statistics
    answered_at = statistics.first_text_at
    if answered_at is None and reply.tool_calls:
        answered_at = reply.tool_calls[0].first_delta_at
    if answered_at is None and reply.state is not ReplyState.OPEN:
        answered_at = statistics.last_payload_at
    words = "thinking" if answered_at is None else "thought"
    if answered_at is not None and (began_at := statistics.first_payload_at) is not None:
        ran_s = sum(end - start for start, end in busy_spans(reply.server_calls, began_at, answered_at))
        words += f" for {seconds(answered_at - began_at - ran_s)}"
    return words


def ending_lines(reply: Reply) -> Iterator[tuple[str, str]]:
    """What is to be told of how it ended, and the style of each line; of a usual end nothing."""
    fault = None if reply.state is ReplyState.STOPPED else reply.fault
    if reply.finish_reason not in _USUAL_REASONS and fault is None:
        reason = display_safe(str(reply.finish_reason), keep_newlines=False)
        yield f"! ended early: {_REASONS.get(reason, reason)}", "ending"
    if reply.state in _ENDINGS:
        sign, word, style = _ENDINGS[reply.state]
        told = [word] if fault is None or reply.state is not ReplyState.FAILED else []
        told += [] if fault is None else [display_safe(fault.message)]
        yield f"{sign} {': '.join(told)}", style

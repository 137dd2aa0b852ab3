"""The tool calls of a turn, as rows: each with its sign, name, state, time, id, arguments and result."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from streamtui.core.display_safe import display_safe
from streamtui.core.figures import elapsed, seconds
from streamtui.core.tool_calls import ToolCall, ToolCallState
from streamtui.frontends.tui.views.arguments import argument_rows, is_complete, output_rows
from streamtui.frontends.tui.views.rows import ACCENT, BAD, BRIGHT, DIM, GOOD, STRONG, WARN, Row, Span, heading, spread

_SIGNS = {
    ToolCallState.WRITING: ("●", ACCENT),
    ToolCallState.WAITING: ("◌", ACCENT),
    ToolCallState.RUNNING: ("◆", ACCENT),
    ToolCallState.DONE: ("✓", GOOD),
    ToolCallState.FAILED: ("✗", BAD),
    ToolCallState.REFUSED: ("⊘", WARN),
    ToolCallState.CUT: ("■", WARN),
}
_COLUMN = 48
"""Cells that a call needs to stand beside another one."""
_GUTTER = 3


def call_rows(calls: Sequence[ToolCall], now: float, width: int, height: int) -> tuple[Row, ...]:
    """The whole inspector: calls below each other, and side by side where the screen is wide."""
    done = sum(call.state is ToolCallState.DONE for call in calls)
    title = heading("CALLS", (Span(f"{done} / {len(calls)}", DIM),) if calls else (), width)
    if not calls:
        return (title, (Span("none in this turn", DIM),))
    columns = max(1, min(len(calls), (width + _GUTTER) // (_COLUMN + _GUTTER)))
    column_width = (width - (columns - 1) * _GUTTER) // columns
    stacks = [_stack(calls[place::columns], now, column_width, height - 1) for place in range(columns)]
    return (title, *(_beside(rows, column_width) for rows in zip_longest(*stacks, fillvalue=())))


def _beside(rows: Sequence[Row], width: int) -> Row:
    spans: list[Span] = []
    for place, row in enumerate(rows):
        spans += spread(row, (), width) if place < len(rows) - 1 else row
        spans += [Span(" " * _GUTTER)] if place < len(rows) - 1 else []
    return tuple(spans)


def _stack(calls: Sequence[ToolCall], now: float, width: int, height: int) -> list[Row]:
    """Calls below each other within `height`: every head first, then what fits of the rest, shared evenly."""
    shown = calls[-max(1, height) :]
    bodies = [_body(call, width, height) for call in shown]
    room = height - len(shown)
    apart = sum(map(len, bodies)) + len(shown) - 1 <= room
    rows: list[Row] = []
    for place, (call, body) in enumerate(zip(shown, bodies, strict=True)):
        fair = max(0, room) // (len(shown) - place)
        needed_later = sum(len(later) for later in bodies[place + 1 :])
        allowed = max(fair, room - needed_later)
        rows += [()] if apart and rows else []
        rows.append(_head(call, now, width))
        rows += _shorten(body, allowed, keep_end=call.state is ToolCallState.WRITING)
        room -= min(len(body), allowed)
    return rows


def _head(call: ToolCall, now: float, width: int) -> Row:
    sign, style = _SIGNS[call.state]
    name = display_safe(call.name, keep_newlines=False) or "…"
    return spread((Span(f"{sign} ", style), Span(name, STRONG)), (Span(_state_words(call, now), style),), width)


def _state_words(call: ToolCall, now: float) -> str:
    words = call.state.value
    if call.state is ToolCallState.WRITING:
        if is_complete(call.arguments):
            return f"written {elapsed(call.writing_s)}"
        return f"{words} {elapsed(now - call.first_delta_at)}"
    if call.state is ToolCallState.RUNNING and call.started_at is not None:
        return f"{words} {elapsed(now - call.started_at)}"
    return words if call.running_s is None else f"{words} {seconds(call.running_s)}"


def _body(call: ToolCall, width: int, limit: int) -> list[Row]:
    inner = max(4, width - 2)
    growing = call.state is ToolCallState.WRITING and not is_complete(call.arguments)
    rows = argument_rows(call.arguments, inner, limit, growing=growing)
    if call.output is not None:
        rows += output_rows(call.output, inner, limit, BAD if call.state is ToolCallState.FAILED else BRIGHT)
    identity = display_safe(call.id, keep_newlines=False)
    written = f"{len(call.arguments):,} characters"
    head = spread((Span(identity or "no id", DIM),), (Span(written, DIM),), inner)
    return [(Span("  "), *row) for row in [head, *rows]]


def _shorten(rows: list[Row], allowed: int, *, keep_end: bool) -> list[Row]:
    if len(rows) <= allowed:
        return rows
    if allowed <= 0:
        return []
    if keep_end:
        return [*rows[:1], *rows[len(rows) - allowed + 1 :]]
    return [*rows[: allowed - 1], (Span(f"  … {len(rows) - allowed + 1} more rows", DIM),)]

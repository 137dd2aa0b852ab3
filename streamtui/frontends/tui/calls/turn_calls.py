"""The tool calls of a turn in little room: each with its sign, name, state, time, id, and what fits of the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.json_text.reading import Reading
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.call_words import CALL_SIGNS, state_words
from streamtui.core.words.figures import plural
from streamtui.frontends.tui.kit.json_tree import CURSOR, JsonTree
from streamtui.frontends.tui.kit.row_stack import INDENT
from streamtui.frontends.tui.kit.rows import BAD, BRIGHT, DIM, STRONG, heading
from streamtui.rows.row import Row, Run, spread
from streamtui.rows.wrapping import folded, wrapped_lines


class TurnCalls:
    """Lays the calls of a turn out below each other; what is laid out is kept while they go on."""

    def __init__(self, reading: Callable[[ToolCall], Reading]) -> None:
        """`reading` gives a call's arguments as far as they are written."""
        self._reading = reading
        self._trees: dict[str, JsonTree] = {}
        self._width = 0

    def rows(self, calls: Sequence[ToolCall], now: float, width: int, height: int) -> tuple[Row, ...]:
        """At most `height` rows: every head first, then what fits of the rest, shared evenly."""
        done = sum(call.state is ToolCallState.DONE for call in calls)
        title = heading("CALLS", (Run(f"{done} / {len(calls)}", DIM),), width)
        if not calls:
            return ()
        known = {call.id for call in calls} if width == self._width else set()
        self._trees = {key: tree for key, tree in self._trees.items() if key in known}
        self._width = width
        return (title, *self._stack(calls, now, height - 1))

    def _stack(self, calls: Sequence[ToolCall], now: float, height: int) -> list[Row]:
        shown = calls[-max(1, height) :]
        bodies = [self._body(self._reading(call), height) for call in shown]
        room = height - len(shown)
        apart = sum(map(len, bodies)) + len(shown) - 1 <= room
        rows: list[Row] = []
        for index, (call, body) in enumerate(zip(shown, bodies, strict=True)):
            fair = max(0, room) // (len(shown) - index)
            needed_later = sum(len(later) for later in bodies[index + 1 :])
            allowed = max(fair, room - needed_later)
            rows += [()] if apart and rows else []
            rows.append(_head(self._reading(call), now, self._width))
            rows += _shorten(body, allowed, keep_end=call.state is ToolCallState.WRITING)
            room -= min(len(body), allowed)
        return rows

    def _body(self, reading: Reading, limit: int) -> list[Row]:
        call, inner = reading.call, max(4, self._width - len(INDENT))
        identity = display_safe(call.server_id, keep_newlines=False)
        written = plural(len(call.arguments), "character")
        head = spread((Run(identity or "no id", DIM),), (Run(written, DIM),), inner)
        rows = [head, *self._arguments(reading, inner, limit)]
        if call.output is not None:
            rows += _output_rows(call.output, inner, limit, BAD if call.state is ToolCallState.FAILED else BRIGHT)
        return [(Run(INDENT), *row) for row in rows]

    def _arguments(self, reading: Reading, width: int, limit: int) -> list[Row]:
        """The end of arguments that grow, with a cursor in it, else the beginning."""
        if not reading.has_tree:
            return _text_rows(reading, width, limit)
        tree = self._trees.get(reading.call.id)
        if tree is None or tree.outline is not reading.outline:
            tree = self._trees[reading.call.id] = JsonTree(reading.outline, width)
        tree.take()
        if not reading.growing:
            return tree.rows(0, min(limit, tree.height))
        rows = tree.rows(max(0, tree.height - limit), tree.height)
        holder = reading.outline.open_node
        return [*rows, (CURSOR,)] if holder is not None and holder.kind.holds_others else rows


def _head(reading: Reading, now: float, width: int) -> Row:
    call = reading.call
    style = f"call.{call.state.value}"
    name = display_safe(call.name, keep_newlines=False) or "…"
    state = state_words(call, now, written=reading.outline.complete)
    return spread((Run(f"{CALL_SIGNS[call.state]} ", style), Run(name, STRONG)), (Run(state, style),), width)


def _text_rows(reading: Reading, width: int, limit: int) -> list[Row]:
    """Arguments that are no JSON, as they came; of those that grow the end, taken without joining all their pieces."""
    arguments, length = reading.call.arguments, width * limit
    text = arguments.since(max(0, arguments.cursor - length))[-length:] if reading.growing else str(arguments)[:length]
    rows: list[Row] = [(Run(line, BRIGHT),) for line in folded(display_safe(text), width - 1)]
    return [*rows[-limit:-1], (*rows[-1], CURSOR)] if reading.growing else rows[:limit]


def _output_rows(output: str, width: int, limit: int, style: str) -> list[Row]:
    """The beginning of a tool's output behind an arrow."""
    lines = wrapped_lines(display_safe(output[: width * limit].rstrip()), max(1, width - 2))[:limit]
    return [(Run("→ " if first == 0 else "  ", DIM), Run(line, style)) for first, line in enumerate(lines)]


def _shorten(rows: list[Row], allowed: int, *, keep_end: bool) -> list[Row]:
    if len(rows) <= allowed:
        return rows
    if allowed <= 0:
        return []
    if keep_end:
        return [*rows[:1], *rows[len(rows) - allowed + 1 :]]
    return [*rows[: allowed - 1], (Run(f"  … {len(rows) - allowed + 1} more rows", DIM),)]

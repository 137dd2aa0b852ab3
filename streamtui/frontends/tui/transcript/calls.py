"""The tool calls of a reply: one line each, with the arguments as they grow, and what came of it."""

from __future__ import annotations

from rich.cells import cell_len

from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.call_words import CALL_SIGNS, state_words
from streamtui.frontends.tui.transcript.call_lines import EXCERPT, CallLines, Line
from streamtui.rows.row import Row, Run, cells, clip, spread

LONGEST_NAME = 24
"""Cells that the names' column takes at most."""
_LEADS_TO = " → "
_LEAST_FOR_BOTH = 28
"""Cells with fewer of which the result goes before the arguments, as both would be scraps."""


class CallRows(CallLines[ToolCall]):
    """A reply's calls: sign, name, arguments, result, and at the right the state with its time."""

    def _name_cells(self, call: ToolCall) -> int:
        return cell_len(_name(call))

    def _row(self, line: Line[ToolCall]) -> Row:
        call, name, width = line.call, _name(line.call), self._width
        style = f"call.{call.state.value}"
        left = [
            Run(f"{CALL_SIGNS[call.state]} ", style),
            Run(name + " " * (self._column - cell_len(name) + 2), "call.name"),
        ]
        right = [Run(state_words(call), style)]
        space = max(0, width - cells(left) - cells(right) - 2)
        result = _result(call)
        if result:
            needed = cell_len(_arguments(line, space))
            if space < _LEAST_FOR_BOTH < needed + len(_LEADS_TO) + cell_len(result):
                arrow = Run(_LEADS_TO.lstrip(), style)
                return spread([*left, arrow, Run(clip(result, space - len(arrow.text)), "call.result")], right, width)
            result = clip(result, max(space * 2 // 3, space - needed - len(_LEADS_TO)) - len(_LEADS_TO))
            space -= len(_LEADS_TO) + cell_len(result)
        left.append(Run(_arguments(line, max(0, space)), "call.arguments"))
        if result:
            left += [Run(_LEADS_TO, style), Run(result, "call.result")]
        return spread(left, right, width, whole_left=True)


def _name(call: ToolCall) -> str:
    """`↻` stands before what the person ran again."""
    return clip(("↻ " if call.repeated else "") + display_safe(call.name, keep_newlines=False), LONGEST_NAME)


def _arguments(line: Line[ToolCall], width: int) -> str:
    writing = line.call.state is ToolCallState.WRITING
    return line.excerpt.row_text(line.call.arguments, width, writing=writing)


def _result(call: ToolCall) -> str:
    """The beginning of what it gave, on one line."""
    if call.state not in (ToolCallState.DONE, ToolCallState.FAILED) or not call.output:
        return ""
    return display_safe(" ".join(call.output[:EXCERPT].split()), keep_newlines=False)

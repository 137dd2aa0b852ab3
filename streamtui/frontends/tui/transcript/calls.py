"""The tool calls of a reply: one line each, with the arguments as they grow, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.call_words import CALL_SIGNS, state_words
from streamtui.frontends.tui.transcript.stack import Leaf
from streamtui.rows.row import Row, Run, cells, clip, clip_start, spread

CURSOR = "▌"
LONGEST_NAME = 24
"""Cells that the names' column takes at most."""
_LEADS_TO = " → "
_LEAST_FOR_BOTH = 28
"""Cells with fewer of which the result goes before the arguments, as both would be scraps."""
_EXCERPT = 400
"""Characters of the arguments that are kept at either end; more than a row shows."""


@dataclass(slots=True)
class _Excerpt:
    """The two ends of growing arguments, so that a frame costs what is new and not what is there."""

    call: ToolCall
    cursor: int = 0
    start: str = ""
    end: str = ""

    def take(self) -> None:
        new = self.call.arguments.since(self.cursor)
        self.cursor = self.call.arguments.cursor
        if len(self.start) < _EXCERPT:
            self.start = (self.start + new)[:_EXCERPT]
        self.end = (self.end + new)[-_EXCERPT:]

    def row_text(self, width: int) -> str:
        """While it is written its end, later its start."""
        writing = self.call.state is ToolCallState.WRITING
        text = display_safe(self.end if writing else self.start, keep_newlines=False)
        if writing and len(self.call.arguments) > len(self.end):
            text = "…" + text
        return clip_start(text, width - 1) + CURSOR if writing else clip(text, width)


class CallRows(Leaf):
    """A reply's calls: sign, name, arguments, result, and at the right the state with its time.

    A row is made when it is looked at, so that calls out of sight cost nothing, however many they are.
    """

    def __init__(self, calls: Sequence[ToolCall], width: int) -> None:
        self._calls = calls
        self._excerpts: list[_Excerpt] = []
        self._column = 0
        """Cells of the longest name so far."""
        self.height = 0
        self.resize(width)

    def settle(self, _first: int, _last: int, _hold: int, /) -> int:
        return 0

    def rows(self, first: int, last: int) -> list[Row]:
        shown = self._excerpts[max(0, first) : max(0, last)]
        self._make_room(shown)
        return [_row(excerpt, self._column, self._width) for excerpt in shown]

    def resize(self, width: int) -> None:
        self._width = width
        self.refresh()

    def begin_anew(self) -> None:
        """The calls are earlier ones than were taken in."""
        self._excerpts.clear()
        self._column = 0

    def refresh(self) -> None:
        """Take in the calls that are new."""
        known = len(self._excerpts)
        if known and (len(self._calls) < known or self._calls[known - 1] is not self._excerpts[-1].call):
            self.begin_anew()
            known = 0
        self._excerpts += [_Excerpt(call) for call in self._calls[known:]]
        self._make_room(self._excerpts[known:])
        self.height = len(self._excerpts)

    def _make_room(self, excerpts: Sequence[_Excerpt]) -> None:
        """Let the names' column be as wide as these need it; a name may come in pieces."""
        self._column = max([self._column, *(cell_len(_name(excerpt.call)) for excerpt in excerpts)])


def _name(call: ToolCall) -> str:
    """`↻` stands before what the person ran again."""
    return clip(("↻ " if call.repeated else "") + display_safe(call.name, keep_newlines=False), LONGEST_NAME)


def _row(excerpt: _Excerpt, column: int, width: int) -> Row:
    excerpt.take()
    call, name = excerpt.call, _name(excerpt.call)
    style = f"call.{call.state.value}"
    left = [
        Run(f"{CALL_SIGNS[call.state]} ", style),
        Run(name + " " * (column - cell_len(name) + 2), "call.name"),
    ]
    right = [Run(state_words(call), style)]
    space = max(0, width - cells(left) - cells(right) - 2)
    result = _result(call)
    if result:
        needed = cell_len(excerpt.row_text(space))
        if space < _LEAST_FOR_BOTH < needed + len(_LEADS_TO) + cell_len(result):
            arrow = Run(_LEADS_TO.lstrip(), style)
            return spread([*left, arrow, Run(clip(result, space - len(arrow.text)), "call.result")], right, width)
        result = clip(result, max(space * 2 // 3, space - needed - len(_LEADS_TO)) - len(_LEADS_TO))
        space -= len(_LEADS_TO) + cell_len(result)
    left.append(Run(excerpt.row_text(max(0, space)), "call.arguments"))
    if result:
        left += [Run(_LEADS_TO, style), Run(result, "call.result")]
    return spread(left, right, width, whole_left=True)


def _result(call: ToolCall) -> str:
    """The beginning of what it gave, on one line."""
    if call.state not in (ToolCallState.DONE, ToolCallState.FAILED) or not call.output:
        return ""
    return display_safe(" ".join(call.output[:_EXCERPT].split()), keep_newlines=False)

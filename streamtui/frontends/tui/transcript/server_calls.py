"""What the server ran or asked for, one line each, and the sources that it named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from streamtui.core.chat.citation import Citation
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.words.call_words import CALL_SIGNS
from streamtui.core.words.server_call_words import (
    citation_words,
    server_call_name,
    server_call_state,
    server_state_word,
    server_state_words,
    whose,
)
from streamtui.frontends.tui.transcript.call_lines import CallLines, Line
from streamtui.frontends.tui.transcript.stack import LaidOut
from streamtui.rows.row import Row, Run, clip, spread
from streamtui.rows.wrapping import MIN_WIDTH, wrap

_LONGEST_NAME = 32
"""Cells that the names' column takes at most."""
_WHOSE = " · server"
"""As long as any."""
_APART = 2
"""Cells between two of them."""
_LEAST_TEXT = 16
"""Cells fewer than which the time, and then the column, goes before what is run."""


class ServerCallRows(CallLines[ServerCall]):
    """A reply's calls of the server: sign, name, whose they are, what is run, and at the right the server's word."""

    def __init__(self, reply: Reply, width: int) -> None:
        self._reply = reply
        super().__init__(reply.server_calls, width)

    def _name_cells(self, call: ServerCall) -> int:
        return cell_len(_name(call))

    def _row(self, line: Line[ServerCall]) -> Row:
        call, name, width = line.call, _name(line.call), self._width
        state = server_call_state(call, self._reply.state)
        style = f"call.{state.value}"
        right = Run(server_state_words(call, self._reply.state), style)
        column = self._column
        writes = state in (ToolCallState.RUNNING, ToolCallState.WRITING)
        if self._text_space(column, right) < _LEAST_TEXT:
            right = Run(server_state_word(call, self._reply.state), style)
        if self._text_space(column, right) < _LEAST_TEXT:
            name = clip(name, max(1, self._text_space(0, right) + _APART))
            column = cell_len(name)
        space = self._text_space(column, right)
        left = [Run(f"{CALL_SIGNS[state]} ", style), Run(name, "call.name"), Run(whose(call), "call.arguments")]
        if space > 0:
            text = line.excerpt.row_text(call.text, space, writing=writes)
            left.append(Run(" " * (column - cell_len(name) + _APART) + text, "call.arguments"))
        return spread(left, [right], width)

    def _text_space(self, column: int, right: Run) -> int:
        """Cells for what is run, between a name in that column and the end of the row."""
        return self._width - len("◆ ") - column - len(_WHOSE) - 2 * _APART - cell_len(right.text)


def _name(call: ServerCall) -> str:
    return clip(server_call_name(call), _LONGEST_NAME)


class CitationRows(LaidOut):
    """`[1] title  address`, what does not fit in a row below its beginning; each is laid out once for a width."""

    def __init__(self, citations: Sequence[Citation], width: int) -> None:
        self._citations = citations
        self.resize(width)

    def resize(self, width: int) -> None:
        self._width = width
        self._rows: list[Row] = []
        self._known: list[Citation] = []
        self.refresh()

    def refresh(self) -> None:
        """Lay out those that are new."""
        known = len(self._known)
        if known and (len(self._citations) < known or self._citations[known - 1] is not self._known[-1]):
            self.resize(self._width)
            return
        for citation in self._citations[known:]:
            self._known.append(citation)
            self._rows += self._laid_out(f"[{len(self._known)}] ", citation)
        self.height = len(self._rows)

    def _laid_out(self, number: str, citation: Citation) -> Iterator[Row]:
        title, address = citation_words(citation)
        words = [Run(title), Run("  " if title and address else ""), Run(address, "link.target")]
        for row in wrap([word for word in words if word.text], max(MIN_WIDTH, self._width - len(number))):
            yield [Run(number, "link.target"), *row]
            number = " " * len(number)

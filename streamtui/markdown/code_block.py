"""Code: what a fence holds, or indented lines."""

from __future__ import annotations

from streamtui.markdown import styles
from streamtui.markdown.block import Block
from streamtui.markdown.highlight import START, States, highlight
from streamtui.markdown.margin import Margin
from streamtui.rows.row import ELLIPSIS, Row, Run, cells
from streamtui.rows.wrapping import TAB_CELLS, fold, window

BAR = Run("▏ ", styles.CODE_RULE)
HINT = "c copy"
"""At the right of the line that names the language, or of the first; a click on it does that, too."""
_LEAST_APART = 8
GOES_ON = Run(ELLIPSIS, styles.CODE_RULE)
"""At the end of a row whose line is cut."""


class CodeBlock(Block):
    """Up to a chunk of lines of one code block, each with its newline.

    A line is highlighted once, in the states that the line before it left, also across blocks.
    """

    def __init__(self, start: int, margin: Margin, language: str = "", before: CodeBlock | None = None) -> None:
        super().__init__(start, margin, continues=before is not None)
        self.language = language
        self.before = before
        self._highlighted: list[list[Run]] = []
        self._states: list[States] = []
        self._folded: list[list[Row]] = []
        self._folded_width = 0
        self._shift: int | None = None
        self.after: States | None = None
        """The lexer's states behind the last line, once known."""

    @property
    def code(self) -> str:
        """What this block says, as sent."""
        return "".join(self.lines)

    def shift(self, shift: int | None) -> None:
        """Wrap long lines (None), or cut them at the edge, that many cells shifted to the left."""
        if shift != self._shift:
            self._shift = shift
            self._folded, self._rows = [], None

    def add(self, line: str) -> None:
        super().add(line)
        self.after = None

    def cut_back(self, count: int, last: str) -> None:
        super().cut_back(count, last)
        del self._highlighted[count:], self._states[count:], self._folded[count:]
        self.after = None

    def compact(self) -> None:
        self._highlighted, self._states, self._folded = [], [], []
        super().compact()

    def prepare(self) -> None:
        """Find out the states behind the last line, so that a block far behind it can be laid out at once."""
        if self.after is None:
            self._highlight()

    def _states_before(self) -> States:
        """The lexer's states where this block begins, for which blocks before it may have to be highlighted first."""
        unknown: list[CodeBlock] = []
        block = self.before
        while block is not None and block.after is None:
            unknown.append(block)
            block = block.before
        states = START if block is None or block.after is None else block.after
        for block in reversed(unknown):
            states = block.run_from(states)
        return states

    def run_from(self, states: States) -> States:
        """Find out the states behind the last line, given those before the first."""
        done = len(self._states)
        states = self._states[-1] if done else states
        for line in self.lines[done:]:
            states = self._one(line, states)[1]
        self.after = states
        return states

    def _one(self, line: str, states: States) -> tuple[list[Run], States]:
        return highlight(line.rstrip("\n").expandtabs(TAB_CELLS), self.language, states)

    def _highlight(self) -> None:
        done = len(self._highlighted)
        states = self._states[-1] if done else self._states_before()
        for line in self.lines[done:]:
            runs, states = self._one(line, states)
            self._highlighted.append(runs)
            self._states.append(states)
        if len(self._states) == len(self.lines):
            self.after = states

    def _inner_rows(self, width: int) -> list[Row]:
        self._highlight()
        if width != self._folded_width:
            self._folded, self._folded_width = [], width
        for runs in self._highlighted[len(self._folded) :]:
            self._folded.append([[BAR, *row] for row in self._line(runs, width - 2)])
        rows = [row for line in self._folded for row in line]
        if self.continues:
            return rows
        if self.language:
            return [self._hinted(fold([Run(self.language, styles.CODE_LANGUAGE)], width)[0], width), *rows]
        return [self._hinted(row, width) for row in rows[:1]] + rows[1:]

    def _hinted(self, row: Row, width: int) -> Row:
        """The row, and how the code is copied where there is room. How long it is, is known of one block alone."""
        count = len(self.lines)
        hint = HINT if self.full or not count else f"{HINT} · {count} line{'s' * (count != 1)}"
        apart = width - cells(row) - len(hint)
        return [*row, Run(" " * apart), Run(hint, styles.CODE_HINT)] if apart >= _LEAST_APART else row

    def _line(self, runs: list[Run], width: int) -> list[Row]:
        if self._shift is None:
            return fold(runs, width)
        return [window(runs, self._shift, width, styles.CODE_RULE)]

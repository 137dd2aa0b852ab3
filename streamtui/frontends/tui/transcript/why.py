"""What went wrong with a reply, below it: a line for each verdict, which leads to the chunk that proves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from streamtui.core.chat.reply import Reply
from streamtui.core.verdicts.verdict import Verdict
from streamtui.core.words.verdict_words import verdict_line
from streamtui.frontends.tui.transcript.stack import MadeRows
from streamtui.rows.row import Row
from streamtui.rows.wrapping import wrapped

Verdicts: TypeAlias = Callable[[Reply], Sequence[Verdict]]


def no_verdicts(_: Reply) -> Sequence[Verdict]:
    """Of a conversation that nobody judges."""
    return ()


class VerdictRows(MadeRows):
    """The verdicts on one reply."""

    def __init__(self, reply: Reply, verdicts: Verdicts, width: int) -> None:
        self.reply = reply
        self._verdicts = verdicts
        self._of_rows: list[Verdict] = []
        super().__init__(self._made, width)

    def verdict_at(self, row: int) -> Verdict:
        """The one that a row belongs to."""
        return self._of_rows[row]

    def _made(self, width: int) -> list[Row]:
        rows: list[Row] = []
        self._of_rows = []
        for verdict in self._verdicts(self.reply):
            rows += (lines := wrapped(verdict_line(verdict), width, "verdict"))
            self._of_rows += [verdict] * len(lines)
        return rows

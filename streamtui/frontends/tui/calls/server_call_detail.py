"""One call of the server's, whole: what it runs, what went back to it, and its time. What came of it is not told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.words.figures import seconds
from streamtui.core.words.server_call_words import one_line, server_call_name, server_state_words
from streamtui.frontends.tui.calls.call_detail import section, text_or_tree, with_cursor
from streamtui.frontends.tui.calls.call_list import ListedCall
from streamtui.frontends.tui.calls.timeline import Stage, stage_rows
from streamtui.frontends.tui.kit.growing_rows import GrowingRows
from streamtui.frontends.tui.kit.json_tree import CURSOR
from streamtui.frontends.tui.kit.row_stack import INDENT, FixedRows, Indented, RowSource, RowStack
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM, LABEL, STRONG, WARN, heading
from streamtui.rows.row import Row, Run, spread


class ServerCallDetail:
    """Lays one call out at one width; what is laid out is kept while the call goes on."""

    def __init__(self, call: ServerCall, width: int) -> None:
        self.call = call
        self.width = width
        self.parts: list[int] = []
        """The row at which each part begins: what it runs, what went back, timeline."""
        self.arguments_end = 0
        """The row behind what it runs."""
        self._inner = max(8, width - len(INDENT))
        self._grown = GrowingRows(self._inner - 1)
        self._cursor = 0
        self._whole: RowSource | None = None

    def rows(self, listed: ListedCall, now: float, *, raw: bool) -> RowStack:
        """The whole document, as the call stands; `raw`: its text as it came, where it could be a tree."""
        call = self.call
        size = (Run(f"{len(call.text):,} ch", DIM),)
        above = FixedRows([self._title(listed), (), spread((Run("ARGUMENTS", LABEL),), size, self.width)])
        text = Indented(self._text(growing=listed.growing, raw=raw))
        self.arguments_end = above.height + text.height
        told = [RowStack(list(section("SENT BACK", "", call.word, WARN, self.width)))] if call.word else []
        below: list[RowSource] = [*told, RowStack(list(self._time(listed, now)))]
        self.parts = [0, *accumulate((part.height for part in below[:-1]), initial=self.arguments_end)]
        return RowStack([above, text, *below])

    def _title(self, listed: ListedCall) -> Row:
        call = self.call
        where = "for a client to run" if call.for_client else "run by the server"
        left = (Run(server_call_name(call), STRONG), Run(f"  {one_line(call.id)}" if call.id else "", DIM))
        state = Run(f"  {server_state_words(call, listed.reply.state)}", f"call.{listed.state.value}")
        return spread((*left, state), (Run(where, DIM),), self.width)

    def _text(self, *, growing: bool, raw: bool) -> RowSource:
        text = self.call.text
        if not text:
            return FixedRows([(CURSOR,) if growing else (Run("none", DIM),)])
        if not text.grew_since(self._cursor):
            self._grown, self._cursor, self._whole = GrowingRows(self._inner - 1), 0, None
        if new := text.since(self._cursor):
            self._grown.feed(new)
            self._cursor, self._whole = text.cursor, None
        if growing:
            return with_cursor(self._grown)
        if self._whole is None:
            self._whole = text_or_tree(str(text), BRIGHT, self._inner)
        return self._grown if raw else self._whole

    def _time(self, listed: ListedCall, now: float) -> Iterator[RowSource]:
        call, end = self.call, now if listed.growing else self.call.last_at
        found = [] if listed.sent_at is None else [Stage("first of it", listed.sent_at, call.first_at, DIM)]
        found.append(Stage("went on", call.first_at, end))
        total = (Run(f"{seconds(found[-1].end - found[0].start)} in all", DIM),)
        yield FixedRows([(), heading("TIMELINE", total, self.width)])
        yield Indented(FixedRows(stage_rows(found, self._inner)))

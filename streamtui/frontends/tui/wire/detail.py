"""One row of the wire, whole: as a tree of JSON, as the bytes that came, or among the gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from streamtui.core.chat import events as ev
from streamtui.core.json_text.outline import JsonOutline, Node
from streamtui.core.wire.gaps import Gaps
from streamtui.core.wire.row_kinds import CHUNK
from streamtui.core.wire.wire_log import WireLog
from streamtui.core.wire.wire_words import json_in, request_text, response_text, words_of
from streamtui.core.words.figures import plural, seconds
from streamtui.core.words.request_words import change_in, change_lines, usage_in
from streamtui.frontends.tui.kit.growing_rows import GrowingRows
from streamtui.frontends.tui.kit.json_tree import JsonTree
from streamtui.frontends.tui.kit.row_stack import FixedRows, RowSource, RowStack
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, WARN, heading
from streamtui.frontends.tui.wire.gap_rows import gap_rows
from streamtui.frontends.tui.wire.list_rows import shown_text
from streamtui.rows.row import Row, Run, clip_row
from streamtui.rows.wrapping import wrapped

_MOST_JSON, _MOST_RAW = 200_000, 400_000
"""Characters that are made a tree of, and that are shown as they came."""


_MATTERS = ("choices", "error")
"""Keys of what a chunk is sent for."""


class Shows(Enum):
    """How a row is shown."""

    TREE = "JSON"
    RAW = "bytes"
    GAPS = "gaps"

    @property
    def following(self) -> Shows:
        """What a key switches to."""
        all_of_them = list(Shows)
        return all_of_them[(all_of_them.index(self) + 1) % len(all_of_them)]


class Detail:
    """Laid out once for a row and a width."""

    def __init__(
        self, log: WireLog, row: int, gaps: Callable[[], Gaps], stall_s: float, shows: Shows, width: int
    ) -> None:
        self._log, self._row, self._width = log, row, max(8, width)
        self._tree: JsonTree | None = None
        self.title = self._titled()
        """Stands above the rows, whichever of them are in sight."""
        above: list[Row] = []
        if shows is Shows.GAPS:
            parts: Sequence[RowSource] = [FixedRows(gap_rows(gaps(), row, self._width, stall_s))]
        elif shows is Shows.RAW:
            parts = self._raw()
        else:
            above, parts = self._headers(), self._json()
        self._above = len(above)
        self._rows = RowStack([FixedRows(above), *parts])

    @property
    def height(self) -> int:
        """Rows in all."""
        return self._rows.height

    def rows(self, first: int, last: int) -> list[Row]:
        """Some of them."""
        return self._rows.rows(first, last)

    @property
    def matters(self) -> int:
        """The row with which that begins which differs from chunk to chunk, or 0."""
        nodes = self._tree.outline.nodes if self._tree is not None else []
        found = next((node for node in nodes if node.depth == 1 and node.key in _MATTERS), None)
        return 0 if found is None or self._tree is None else self._above + self._tree.row_of(found)

    def path_at(self, line: int) -> list[str | int] | None:
        """Where in its JSON that stands which a row shows."""
        if self._tree is None or line < self._above:
            return None
        node: Node | None = self._tree.node_at(line - self._above)
        path: list[str | int] = []
        while node is not None and node.parent is not None:
            path.insert(0, node.index if node.key is None else node.key)
            node = node.parent
        return path or None

    def _titled(self) -> Row:
        log, row = self._log, self._row
        at = f"at {seconds(log.since_s[row])}"
        if not log.carries[row] & CHUNK:
            return heading(f"{log.kinds(row)[0].upper()} {log.exchange_of(row).number}", (Run(at, DIM),), self._width)
        title = f"CHUNK {log.number[row]:,}"
        size = f"{plural(log.size[row], 'byte')} at {log.start[row]:,}"
        figures = [size, f"read {log.read[row]:,}", at] if log.size[row] else ["bytes not known", at]
        if (taken_at := log.exchange_of(row).taken_by(log.start[row] + log.size[row])) is not None:
            late = f"the program took it {seconds(max(0.0, taken_at - log.at[row]))} later"
            figures = [at, late, *figures[:2]]
        while figures and len(title) + 2 + len(told := " · ".join(figures)) > self._width:
            figures.pop()
        return heading(title, (Run(told if figures else "", DIM),), self._width)

    def _headers(self) -> list[Row]:
        exchange = self._log.exchange_of(self._row)
        match self._log.events[self._log.event[self._row]]:
            case ev.RequestSent() if exchange.prepared is not None:
                line, headers = f"{exchange.prepared.method} {exchange.prepared.url}", exchange.prepared.headers
            case ev.ResponseStarted() as response:
                line, headers = str(response.status), response.headers
            case _:
                return []
        rows: list[Row] = [clip_row((Run(shown_text(line), BRIGHT),), self._width), *self._changes()]
        for name, value in headers:
            rows += [clip_row((Run(f"{shown_text(name)}: ", DIM), Run(shown_text(value), BRIGHT)), self._width)]
        return [*rows, ()]

    def _changes(self) -> list[Row]:
        """What changed since the last request, and what that did to the server's cache."""
        log, exchange = self._log, self._log.exchange_of(self._row)
        asked = isinstance(log.events[log.event[self._row]], ev.RequestSent)
        change = change_in(log, exchange) if asked else None
        told = [] if change is None else change_lines(change, usage_in(log, exchange))
        style = WARN if change is not None and change.broken else DIM
        return [row for line in told for row in wrapped(line, self._width, style)]

    def _json(self) -> Sequence[RowSource]:
        text = json_in(self._log, self._row)
        if text is None:
            is_chunk = self._log.carries[self._row] & CHUNK
            if not is_chunk:
                said = [] if self._above_says_all() else wrapped(words_of(self._log, self._row), self._width, BRIGHT)
                return [FixedRows(said)]
            return self._raw()
        if len(text) > _MOST_JSON:
            note = f"{len(text):,} characters of JSON are too many for a tree; v shows them as they came."
            return [FixedRows(wrapped(note, self._width, DIM))]
        outline = JsonOutline()
        for _ in outline.feed(text):
            pass
        if outline.broken or not outline.nodes:
            return self._raw() if self._log.carries[self._row] & CHUNK else [self._text(text)]
        self._tree = JsonTree(outline, self._width)
        return [self._tree]

    def _above_says_all(self) -> bool:
        return isinstance(self._log.events[self._log.event[self._row]], ev.RequestSent | ev.ResponseStarted)

    def _raw(self) -> Sequence[RowSource]:
        log, row, exchange = self._log, self._row, self._log.exchange_of(self._row)
        match log.events[log.event[row]]:
            case ev.RequestSent():
                return [self._text(request_text(exchange))]
            case ev.ResponseStarted():
                return [self._text(response_text(log, exchange))]
            case ev.ChunkReceived():
                pieces = log.pieces(row)
                if pieces is None:
                    return [FixedRows(wrapped("Its bytes are not kept (any more).", self._width, DIM))]
                parts: list[RowSource] = []
                for number, piece in enumerate(pieces):
                    if number:
                        parts.append(FixedRows([(Run("┄┄ here the next read begins ┄┄", ACCENT),)]))
                    parts.append(self._text(piece.decode("utf-8", "backslashreplace")))
                return parts
            case _:
                return [self._text(words_of(log, row))]

    def _text(self, text: str) -> RowSource:
        rows = GrowingRows(self._width, text[:_MOST_RAW])
        if len(text) <= _MOST_RAW:
            return rows
        return RowStack([rows, FixedRows([(Run(f"… {len(text) - _MOST_RAW:,} more characters", DIM),)])])

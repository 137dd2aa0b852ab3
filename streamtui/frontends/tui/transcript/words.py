"""Words of a reply as they stand in its text and as they stand on the screen, and such words marked there.

Only blocks that are asked about are laid out, and a block is bounded, so it costs the same in a reply of any length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from streamtui.core.text.alignment import NOWHERE, aligned
from streamtui.frontends.tui.transcript.document import DocumentView
from streamtui.frontends.tui.transcript.reply import ReplyView
from streamtui.frontends.tui.transcript.viewport import Viewport
from streamtui.markdown.styles import BULLET, CODE_HINT, CODE_LANGUAGE, CODE_RULE, TABLE_RULE
from streamtui.rows.row import Row

Part: TypeAlias = Literal["text", "reasoning", "refusal", "call", "server"]
_PUT_IN = (BULLET, CODE_HINT, CODE_LANGUAGE, CODE_RULE, TABLE_RULE)
"""Styles of what does not stand in the text."""


@dataclass(frozen=True, slots=True)
class Words:
    """Some of a message's: from where to where in one of its texts, in characters; of a call its number."""

    message: int
    """Its number in the conversation."""
    part: Part
    start: int
    end: int


Cells: TypeAlias = dict[int, tuple[int, int]]
"""Of rows of the flow: from which of their characters to which (exclusive)."""


def cells_of(view: Viewport, words: Words) -> Cells:
    """Where words stand; nowhere if they are not shown."""
    if not words.message < len(view.flow.nodes):
        return {}
    top, reply = view.flow.top(words.message), view.flow.views[words.message].parts
    if not isinstance(reply, ReplyView):
        return {}
    lines = {"call": reply.calls, "server": reply.server_calls}
    node = lines.get(words.part) or _documents(reply)[words.part]
    shown = next((number for number, one in enumerate(reply.nodes) if one is node), None)
    if shown is None:
        return {}
    top += reply.top(shown)
    if not isinstance(node, DocumentView):
        return {top + words.start: (0, 1 << 30)}
    found: Cells = {}
    sent = _sent(reply, words.part)
    start, end = (offset - sent.count("\r\n", 0, offset) for offset in (words.start, words.end))
    blocks = node.document.blocks
    for number, block in enumerate(blocks):
        behind = blocks[number + 1].start if number + 1 < len(blocks) else len(node.document.text)
        if block.start < end and start < behind:
            for row, column, place in _places(node, number):
                if start <= place < end:
                    first, last = found.get(top + row, (column, column))
                    found[top + row] = (min(first, column), max(last, column + 1))
    return found


def words_at(view: Viewport, row: int, column: int) -> Words | None:
    """The character that stands in that row of the flow, or the next one in its row or the one before."""
    if not 0 <= row < view.flow.height:
        return None
    trail = view.flow.trail(row)
    reply = next((node for node, _ in trail if isinstance(node, ReplyView)), None)
    if reply is None:
        return None
    for node, inner in trail:
        part = next((part for part, one in _documents(reply).items() if one is node), None)
        if part is not None and isinstance(node, DocumentView):
            places = [(at, place) for line, at, place in _places(node, node.number_at(inner)) if line == inner]
            if not places:
                return None
            offset = _offset(_sent(reply, part), min(places, key=lambda known: abs(known[0] - column))[1])
            return Words(view.flow.number_at(row), part, offset, offset + 1)
    return None


def _documents(reply: ReplyView) -> dict[Part, DocumentView]:
    return {"text": reply.answer, "reasoning": reply.reasoning, "refusal": reply.refusal}


def _sent(reply: ReplyView, part: Part) -> str:
    """A text as it came; documents have newlines alone."""
    return str({"text": reply.reply.text, "reasoning": reply.reply.reasoning}.get(part, reply.reply.refusal))


def _offset(sent: str, shown: int) -> int:
    """Where in the text as it came that stands which in its document is there."""
    offset = shown
    while (moved := shown + sent.count("\r\n", 0, offset)) != offset:
        offset = moved
    return offset


def _places(node: DocumentView, number: int) -> list[tuple[int, int, int]]:
    """Of each character of a block that stands in the text: its row in the node, its number there, its offset."""
    top, block = node.top(number), node.nodes[number]
    block.settle(0, block.height, 0)
    node.update(number)
    rows = block.rows(0, block.height)
    shown = [_without_what_was_put_in(row) for row in rows]
    places = aligned(node.document.source(number, number), "\n".join(shown))
    start, at = node.document.blocks[number].start, 0
    found: list[tuple[int, int, int]] = []
    for line, text in enumerate(shown):
        known = enumerate(places[at : at + len(text)])
        found += [(top + line, column, start + place) for column, place in known if place != NOWHERE]
        at += len(text) + 1
    return found


def _without_what_was_put_in(row: Row) -> str:
    """With blanks in its place."""
    return "".join([" " * len(run.text) if run.style in _PUT_IN else run.text for run in row])


class MarkedWords:
    """Words that are marked on the screen, wherever they move."""

    def __init__(self) -> None:
        self._words: Words | None = None
        self._cells: Cells = {}
        """By the lasting numbers of rows."""

    def mark(self, view: Viewport, words: Words | None) -> int | None:
        """Mark these in place of those before; gives their first row in the flow."""
        self._words = words
        return self.find_again(view)

    def find_again(self, view: Viewport) -> int | None:
        """Rows were laid out anew."""
        found = cells_of(view, self._words) if self._words is not None else {}
        self._cells = {row - view.origin: span for row, span in found.items()}
        return min(found, default=None)

    def span(self, row: int) -> tuple[int, int] | None:
        """What of a row is marked, by its lasting number."""
        return self._cells.get(row) if self._cells else None

"""JSON as a tree of rows that grows with its outline: keys dim in a column, values bright, at the end what is wrong.

A text that does not fit beside its key stands below it, whole. What is laid out stays; only rows in sight are made.
"""

from __future__ import annotations

from bisect import bisect_right

from rich.cells import cell_len

from streamtui.core.json_text.outline import JsonOutline, Kind, Node
from streamtui.frontends.tui.kit.growing_rows import GrowingRows
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.rows import ACCENT, BAD, BRIGHT, DIM, RULE
from streamtui.rows.row import Row, Run, cells, clip, spread

CURSOR = Run("▌", ACCENT)
_INDENT = 2
_DEEPEST = 8
"""Levels that are indented; deeper ones stand as far right as these."""
_WIDEST_KEY = 22
_BAR = Run("│ ", RULE)
_HELD = {Kind.OBJECT: ("field", "{}"), Kind.ARRAY: ("item", "[]")}


class JsonTree:
    """The rows of an outline. `take` lays out what is new."""

    def __init__(self, outline: JsonOutline, width: int) -> None:
        self.outline = outline
        self._width = width
        self._tops: list[int] = []
        """The first row of each node that is laid out."""
        self._columns: dict[Node | None, int] = {}
        """The widest key in each holder."""
        self._blocks: dict[Node, tuple[GrowingRows, int]] = {}
        """Texts below their keys, with the pieces that were taken."""
        self._settled = 0
        """Nodes whose height is final."""
        self._bottom = 0
        self.take()

    @property
    def height(self) -> int:
        return self._bottom

    def take(self) -> None:
        """Lay out what came since the last time."""
        nodes = self.outline.nodes
        if len(self._tops) > self._settled:
            self._bottom = self._tops.pop()
        while self._settled < len(nodes):
            node = nodes[self._settled]
            self._tops.append(self._bottom)
            self._bottom += self._height(node)
            if not node.closed and not node.kind.holds_others:
                return
            self._settled += 1

    def rows(self, first: int, last: int) -> list[Row]:
        rows: list[Row] = []
        index = bisect_right(self._tops, first) - 1
        while len(rows) < last - first and index < len(self._tops):
            start = max(0, first + len(rows) - self._tops[index])
            rows += self._node_rows(self.outline.nodes[index], start, last - first - len(rows))
            index += 1
        return rows

    def node_at(self, row: int) -> Node | None:
        """The value that a row shows."""
        return self.outline.nodes[bisect_right(self._tops, row) - 1] if 0 <= row < self.height else None

    def row_of(self, node: Node) -> int:
        """The first row of a value."""
        return self._tops[self.outline.nodes.index(node)]

    def _height(self, node: Node) -> int:
        if node.parent is None and node.kind.holds_others:
            return 0
        label = self._label(node)
        self._columns[node.parent] = max(self._columns.get(node.parent, 0), min(_WIDEST_KEY, cell_len(label)))
        if node.kind is not Kind.STRING:
            return 1
        block, taken = self._blocks.get(node, (None, 0))
        if block is None and not self._fits_beside(node):
            block = GrowingRows(self._width - self._indent(node) - len(_BAR.text) - 1, at_words=True)
        if block is None:
            return 1
        for piece in node.pieces[taken:]:
            block.feed(piece)
        self._blocks[node] = (block, len(node.pieces))
        return 1 + block.height

    def _fits_beside(self, node: Node) -> bool:
        room = self._width - self._indent(node) - self._columns[node.parent] - 5
        room -= min(len(node.problem) + 3, self._width // 3) if node.problem else 0
        return node.length <= room and cell_len(text := node.text) <= room and "\n" not in text

    def _node_rows(self, node: Node, start: int, limit: int) -> list[Row]:
        """The node's rows from its row number `start`."""
        if node.parent is None and node.kind.holds_others:
            return []
        rows = [self._head(node)] if start == 0 else []
        block, _ = self._blocks.get(node, (None, 0))
        if block is not None:
            indent = Run(" " * (self._indent(node)))
            first = max(0, start - 1)
            last = min(block.height, first + limit - len(rows))
            rows += [(indent, _BAR, *row) for row in block.rows(first, last)]
            if not node.closed and rows and last == block.height:
                rows[-1] = (*rows[-1], CURSOR)
        return rows[:limit]

    def _head(self, node: Node) -> Row:
        column = self._columns[node.parent]
        label = clip(self._label(node), column)
        pad = " " * (column - cell_len(label) + 2 if label else 0)
        left = (Run(" " * self._indent(node)), Run(label + pad, DIM), *self._value(node))
        room = max(self._width // 3, self._width - cells(left) - 1)
        right = (Run(clip(f"✗ {shown_text(node.problem)}", room), BAD),) if node.problem else ()
        return spread(left, right, self._width)

    def _value(self, node: Node) -> Row:
        if node.kind is Kind.MISSING:
            return (Run("–", DIM),)
        if node.kind.holds_others:
            noun, empty = _HELD[node.kind]
            if node.children == 0:
                return (Run(empty, BRIGHT),) if node.closed else ()
            return (Run(f"{node.children:,} {noun}{'' if node.children == 1 else 's'}", DIM),)
        if node in self._blocks:
            return (Run(f"{node.length:,} characters", DIM),)
        text = shown_text(node.beginning(self._width))
        if node.kind is Kind.STRING:
            text = f'"{text}' + '"' * node.closed
        return (Run(text, BRIGHT),) if node.closed else (Run(text, BRIGHT), CURSOR)

    def _label(self, node: Node) -> str:
        if node.parent is None:
            return ""
        return str(node.index) if node.key is None else shown_text(node.key)

    def _indent(self, node: Node) -> int:
        return _INDENT * min(_DEEPEST, max(0, node.depth - 1))

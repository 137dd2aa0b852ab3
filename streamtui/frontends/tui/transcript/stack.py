"""Columns of rows that are laid out only where somebody looks.

A node has a height that is an estimate until its rows are asked for. `settle` makes a range exact and tells how many
rows were gained above a row that must not move, so that the view can move along with it: nothing jumps, and what is
never looked at costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from streamtui.frontends.tui.transcript.line_index import LineIndex
from streamtui.rows.row import Row

Anchor: TypeAlias = tuple[float, ...]
"""Where a row is, good beyond a change of width: the number of the node on each level, then the share of the leaf
that lies above."""


class Node(Protocol):
    """Something with rows."""

    @property
    def height(self) -> int:
        """How many rows, estimated until settled."""
        ...

    def settle(self, first: int, last: int, hold: int, /) -> int:
        """Make the rows `first` to `last` (exclusive) exact; returns the rows gained above row `hold`."""
        ...

    def rows(self, first: int, last: int) -> Sequence[Row]:
        """The settled rows `first` to `last` (exclusive), clipped."""
        ...

    def resize(self, width: int) -> None:
        """Take another width."""
        ...

    def anchor(self, row: int) -> Anchor:
        """Where a row is."""
        ...

    def row_at(self, anchor: Anchor) -> int:
        """The row at a place."""
        ...

    def trail(self, row: int, /) -> list[tuple[Node, int]]:
        """The nodes within it that a row belongs to, each with the row's number in it."""
        ...


class Leaf:
    """A node without others in it."""

    height: int

    def settle(self, _first: int, _last: int, _hold: int, /) -> int:
        return 0

    def anchor(self, row: int) -> Anchor:
        return (row / max(1, self.height),)

    def row_at(self, anchor: Anchor) -> int:
        return max(0, min(self.height - 1, round(anchor[0] * self.height))) if anchor else 0

    def trail(self, _row: int, /) -> list[tuple[Node, int]]:
        return []


class LaidOut(Leaf):
    """One whose rows are all made; always exact."""

    _rows: Sequence[Row]

    def rows(self, first: int, last: int) -> Sequence[Row]:
        return self._rows[max(0, first) : max(0, last)]


class MadeRows(LaidOut):
    """A few rows made by a function of the width."""

    def __init__(self, make: Callable[[int], Sequence[Row]], width: int) -> None:
        self._make = make
        self.resize(width)

    def resize(self, width: int) -> None:
        self._width = width
        self.refresh()

    def refresh(self) -> None:
        """Make the rows again from what they show."""
        self._rows = self._make(self._width)
        self.height = len(self._rows)


class Stack:
    """Nodes on top of each other."""

    def __init__(self, nodes: Sequence[Node] = ()) -> None:
        self.nodes: list[Node] = []
        self._index = LineIndex()
        self.replace(0, nodes)

    @property
    def height(self) -> int:
        return self._index.total

    def replace(self, first: int, nodes: Sequence[Node]) -> None:
        """Put `nodes` in place of all from the node numbered `first` on."""
        del self.nodes[first:]
        self._index.truncate(first)
        self.nodes.extend(nodes)
        self._index.extend([node.height for node in nodes])

    def update(self, number: int) -> None:
        """Note that a node's height may have changed."""
        self._index.set(number, self.nodes[number].height)

    def number_at(self, row: int) -> int:
        """The number of the node that has a row; clipped."""
        return max(0, min(len(self.nodes) - 1, self._index.at(max(0, row))))

    def top(self, number: int) -> int:
        """The first row of a node."""
        return self._index.top(number)

    def settle(self, first: int, last: int, hold: int, /) -> int:
        gained = 0
        moved = True
        while moved:
            moved = False
            number = self._index.at(max(0, first + gained))
            while number < len(self.nodes) and (top := self._index.top(number)) < last + gained:
                node = self.nodes[number]
                before = node.height
                inner = node.settle(first + gained - top, last + gained - top, hold + gained - top)
                if inner or node.height != before:
                    moved = True
                    self._index.set(number, node.height)
                    gained += node.height - before if top + before <= hold + gained else inner
                number += 1
        return gained

    def rows(self, first: int, last: int) -> Sequence[Row]:
        rows: list[Row] = []
        number = self._index.at(max(0, first))
        while number < len(self.nodes) and (top := self._index.top(number)) < last:
            rows.extend(self.nodes[number].rows(first - top, last - top))
            number += 1
        return rows

    def resize(self, width: int) -> None:
        for node in self.nodes:
            node.resize(width)
        self.replace(0, tuple(self.nodes))

    def anchor(self, row: int) -> Anchor:
        if not self.nodes:
            return ()
        number = self.number_at(row)
        return (number, *self.nodes[number].anchor(row - self.top(number)))

    def row_at(self, anchor: Anchor) -> int:
        if not anchor or not self.nodes:
            return 0
        number = min(int(anchor[0]), len(self.nodes) - 1)
        return self.top(number) + self.nodes[number].row_at(anchor[1:])

    def trail(self, row: int, /) -> list[tuple[Node, int]]:
        """The nodes that a row belongs to, from the outermost to the leaf, each with the row's number in it."""
        number = self._index.at(row) if row >= 0 else len(self.nodes)
        if number >= len(self.nodes):
            return []
        node, inner = self.nodes[number], row - self.top(number)
        return [(node, inner), *node.trail(inner)]

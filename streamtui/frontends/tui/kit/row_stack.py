"""Rows that are made when they come into sight, and such rows below each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from streamtui.rows.row import Row, Run

INDENT = "  "


class RowSource(Protocol):
    """Knows how many rows it has, and makes those asked for."""

    @property
    def height(self) -> int: ...

    def rows(self, first: int, last: int) -> list[Row]:
        """Those from `first` up to `last`, which is not among them; both within the height."""
        ...


@dataclass(frozen=True, slots=True)
class FixedRows:
    """Rows that are there already."""

    made: Sequence[Row]

    @property
    def height(self) -> int:
        return len(self.made)

    def rows(self, first: int, last: int) -> list[Row]:
        return list(self.made[first:last])


@dataclass(frozen=True, slots=True)
class Indented:
    """A source a little to the right."""

    source: RowSource

    @property
    def height(self) -> int:
        return self.source.height

    def rows(self, first: int, last: int) -> list[Row]:
        return [(Run(INDENT), *row) for row in self.source.rows(first, last)]


@dataclass(frozen=True, slots=True)
class RowStack:
    """Sources below each other."""

    parts: Sequence[RowSource]

    @property
    def height(self) -> int:
        return sum(part.height for part in self.parts)

    def rows(self, first: int, last: int) -> list[Row]:
        rows: list[Row] = []
        top = 0
        for part in self.parts:
            bottom = top + part.height
            if first < bottom and top < last:
                rows += part.rows(max(first, top) - top, min(last, bottom) - top)
            top = bottom
        return rows

"""Where the items of a column begin, and which item a row belongs to."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, islice


class LineIndex:
    """Heights of items that stand on top of each other.

    Sums are repaired from the first changed item on and only when asked for, so growing at the end costs O(1).

    >>> index = LineIndex()
    >>> index.extend([2, 0, 3])
    >>> index.total, index.at(2), index.top(2)
    (5, 2, 2)
    """

    __slots__ = ("_bottoms", "_heights")

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._bottoms: list[int] = []
        """Sums of the heights; shorter than the heights while sums are unknown."""

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        """Rows of all items."""
        self._repair()
        return self._bottoms[-1] if self._bottoms else 0

    def extend(self, heights: list[int]) -> None:
        """Put more items at the end."""
        self._heights.extend(heights)

    def truncate(self, count: int) -> None:
        """Keep the first `count` items."""
        del self._heights[count:]
        del self._bottoms[count:]

    def set(self, item: int, height: int) -> None:
        """Give an item another height."""
        if self._heights[item] != height:
            self._heights[item] = height
            del self._bottoms[item:]

    def top(self, item: int) -> int:
        """The first row of an item; of the item behind the last, the number of rows."""
        self._repair()
        return self._bottoms[item - 1] if item else 0

    def at(self, row: int) -> int:
        """The item that a row belongs to; items without rows are passed over. `len` if the row is behind all."""
        self._repair()
        return bisect_right(self._bottoms, row)

    def _repair(self) -> None:
        known = len(self._bottoms)
        if known < len(self._heights):
            start = self._bottoms[-1] if known else 0
            sums = accumulate(self._heights[known:], initial=start)
            self._bottoms.extend(islice(sums, 1, None))

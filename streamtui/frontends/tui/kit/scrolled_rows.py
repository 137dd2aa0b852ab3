"""Rows that may be more than fit: the wheel and the keys of its screen move them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.row_stack import RowSource
from streamtui.frontends.tui.kit.rows import DIM
from streamtui.rows.row import Row, Run

_WHEEL_ROWS = 3


class ScrolledRows(Lines):
    """Shows as many rows as there is room for."""

    def __init__(self, *, fits: bool = False, last: int = 0, **options: Any) -> None:
        """`fits`: it is as high as what it shows, up to what its style allows. `last`: so many of the last rows stay
        in sight."""
        super().__init__(**options)
        self._fits_source, self._last = fits, last
        self._make: Callable[[int], RowSource] | None = None
        self._source: RowSource | None = None
        self._top = 0

    @property
    def source_height(self) -> int:
        """How many rows there are."""
        return 0 if self._source is None else self._source.height

    def show_source(self, make: Callable[[int], RowSource]) -> None:
        """Show what `make` gives for a width, from its beginning."""
        self._make, self._top = make, 0
        self._lay_out()

    def scroll_rows(self, by: int) -> None:
        """Move on, or back."""
        if self._source is not None:
            self._top = max(0, min(self._top + by, self._source.height - self.size.height))
            self._draw()

    def scroll_pages(self, by: int) -> None:
        """Move on, or back, by what is in sight."""
        self.scroll_rows(by * max(1, self.size.height - 1))

    def on_resize(self) -> None:
        self._lay_out()

    def on_mouse_scroll_down(self) -> None:
        self.scroll_rows(_WHEEL_ROWS)

    def on_mouse_scroll_up(self) -> None:
        self.scroll_rows(-_WHEEL_ROWS)

    def _lay_out(self) -> None:
        if self._make is not None and self.size.width:
            self._source = self._make(self.size.width)
            if self._fits_source:
                self.styles.height = max(1, self._source.height)
            self.scroll_rows(0)

    def _draw(self) -> None:
        if self._source is None:
            return
        bottom = min(self._source.height, self._top + self.size.height)
        rows = self._source.rows(self._top, bottom)
        if (left := self._source.height - bottom) and rows:
            last = min(self._last, len(rows) // 3)
            more: Row = (Run(f"… {left + 1:,} more rows", DIM),)
            rows[len(rows) - last - 1 :] = [more, *self._source.rows(self._source.height - last, self._source.height)]
        self.rows = tuple(rows)

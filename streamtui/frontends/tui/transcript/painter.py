"""Rows to strips: the styles and the strips that are known, for one width and one theme."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from streamtui.rows.row import Row

BLANK: Row = []
KNOWN_STRIPS = 512


class Painter:
    """Makes strips of rows. Styles come from the widget's component classes, which are slow to ask."""

    def __init__(self, margin: int, width: int, base: Style, style_of: Callable[[str], Style]) -> None:
        self._margin = margin
        """Blank cells left of the text."""
        self._width = width
        """Cells of the whole strip."""
        self._base = base
        self._style_of = style_of
        self._styles: dict[str, Style] = {}
        self._strips: dict[int, tuple[Row, Strip]] = {}
        """By the row's identity; the row is kept beside its strip, so that no other takes its identity."""

    def strip(self, row: Row) -> Strip:
        """A row, at full width."""
        known = self._strips.get(id(row))
        if known is not None:
            return known[1]
        strip = self._made([(text, self._style(name)) for text, name, _ in row])
        if len(self._strips) >= KNOWN_STRIPS:
            del self._strips[next(iter(self._strips))]
        self._strips[id(row)] = (row, strip)
        return strip

    def selected(self, row: Row, first: int, last: int | None, selection: Style) -> Strip:
        """A row of which the characters from `first` to `last` (exclusive; `None` is the end) are selected."""
        pieces: list[tuple[str, Style]] = []
        at = 0
        for text, name, _ in row:
            style = self._style(name)
            start = max(0, first - at)
            end = len(text) if last is None else max(start, last - at)
            pieces += [(text[:start], style), (text[start:end], style + selection), (text[end:], style)]
            at += len(text)
        return self._made([piece for piece in pieces if piece[0]])

    def _made(self, pieces: list[tuple[str, Style]]) -> Strip:
        """One segment for each change of style, as each costs the terminal 20 bytes."""
        cells = self._margin + sum([cell_len(text) for text, _ in pieces])
        margin, fill = (" " * self._margin, self._base), (" " * (self._width - cells), self._base)
        alike = groupby([margin, *pieces, fill], itemgetter(1))
        segments = [Segment("".join([text for text, _ in group]), style) for style, group in alike]
        return Strip(segments, max(cells, self._width)).crop(0, self._width)

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._style_of(name)
        return style

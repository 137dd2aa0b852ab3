"""Rows to strips: the styles and the strips that are known, for one width and one theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from streamtui.rows.row import Row

BLANK: Row = ()
KNOWN_STRIPS = 512
ACTION = "action"
"""Where a style holds the action of a click. Not `@click`, whose link style would hide the row's own colours."""


class Painter:
    """Makes strips of rows. `style_of`, which may be slow, is asked once for each style name."""

    def __init__(self, margin: int, width: int, base: Style, style_of: Callable[[str], Style]) -> None:
        self._margin = margin
        """Blank cells left of the text."""
        self.width = width
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
        strip = self.fresh(row)
        if len(self._strips) >= KNOWN_STRIPS:
            del self._strips[next(iter(self._strips))]
        self._strips[id(row)] = (row, strip)
        return strip

    def fresh(self, row: Row) -> Strip:
        """A row that will not be asked for again."""
        return self._made([(text, self._style(name, action)) for text, name, action in row])

    def selected(self, row: Row, spans: Sequence[tuple[int, int | None]]) -> Strip:
        """A row of which the characters from one place to another (exclusive; `None` is the end) are selected."""
        pieces: list[tuple[str, Style]] = []
        selection = self._style("selection", "")
        at = 0
        for text, name, action in row:
            style, done = self._style(name, action), 0
            for first, last in spans:
                start = max(done, min(len(text), first - at))
                end = len(text) if last is None else max(start, min(len(text), last - at))
                pieces += [(text[done:start], style), (text[start:end], style + selection)]
                done = end
            pieces.append((text[done:], style))
            at += len(text)
        return self._made(pieces)

    def _made(self, pieces: list[tuple[str, Style]]) -> Strip:
        """One segment for each change of style, as each costs the terminal 20 bytes."""
        cells = self._margin + sum([cell_len(text) for text, _ in pieces])
        margin, fill = (" " * self._margin, self._base), (" " * (self.width - cells), self._base)
        alike = groupby([piece for piece in (margin, *pieces, fill) if piece[0]], itemgetter(1))
        segments = [Segment("".join([text for text, _ in group]), style) for style, group in alike]
        return Strip(segments, max(cells, self.width)).crop(0, self.width)

    def _style(self, name: str, action: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._style_of(name)
        return style + Style.from_meta({ACTION: action}) if action else style

"""Styled text laid out as screen rows: wrapping at blanks, folding anywhere, always counted in cells.

This is also the gate that no untrusted character passes: whatever leaves here is safe to draw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, split_graphemes, split_text

from streamtui.core.text.display_safe import display_safe

Run = tuple[str, str]
"""Text, and the name of its style (see `styles.STYLES`)."""
Row = list[Run]
"""One screen row: no newline, no tab, no control character, never wider than was asked for."""

MIN_WIDTH = 8
"""Rows are laid out for at least so many cells."""
TAB_CELLS = 4
ELLIPSIS = "…"

_single_cells = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0373\u0391-\u03a1\u03a3-\u0482"  # Latin, Greek, Cyrillic
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u2199\u2500-\u25fc\u2800-\u28ff]*"  # marks, lines, Braille
).fullmatch
"""Whether each character of a text is certainly one cell wide."""


def cells(row: Iterable[Run]) -> int:
    """The width of runs in cells, each run measured by itself as the screen does."""
    return sum([cell_len(text) for text, _ in row])


def safe(runs: list[Run]) -> list[Run]:
    """The runs with tabs expanded and everything that must not reach a terminal replaced by a visible stand-in."""
    if "".join([text for text, _ in runs]).isprintable():
        return runs
    return [(display_safe(text.expandtabs(TAB_CELLS), keep_newlines=False), style) for text, style in runs]


def wrap(runs: list[Run], width: int) -> list[Row]:
    """Rows broken at blanks, inside a word only if the word is wider than a row. Never empty.

    Greedy: the rows of a longer text begin with all but the last row of any prefix that ends before a blank.
    """
    return _laid_out(runs, width, at_blanks=True)


def fold(runs: list[Run], width: int) -> list[Row]:
    """Rows broken wherever they are full, as suits code. Never empty."""
    return _laid_out(runs, width, at_blanks=False)


def cut(row: Row, start: int, end: int) -> Row:
    """The cells `start` to `end` of a row; half a wide character becomes a space."""
    piece: Row = []
    at = 0
    for text, style in row:
        size = cell_len(text)
        first, last = max(0, start - at), min(size, end - at)
        if first < last:
            piece.append((split_text(split_text(text, last)[0], first)[1], style))
        at += size
    return piece


def window(runs: list[Run], start: int, width: int, mark_style: str) -> Row:
    """The cells of one line from `start` on, with `…` at an edge beyond which it goes on; nothing if it ends before.

    So a `…` that ends a row always means that there is more at the right.
    """
    runs = safe(runs)
    mark: Row = [(ELLIPSIS, mark_style)]
    size = cells(runs)
    before = mark if start and size > start + 1 else []
    after = mark if size > start + width else []
    return [*before, *cut(runs, start + len(before), start + width - len(after)), *after]


def _laid_out(runs: list[Run], width: int, *, at_blanks: bool) -> list[Row]:
    runs = safe(runs)
    plain = "".join([text for text, _ in runs])
    if _single_cells(plain):
        if len(plain) <= width:
            return [runs]
        return _sliced(runs, _cuts(plain, width) if at_blanks else _folds(len(plain), width))
    if cells(runs) <= width:
        return [runs]
    return _sliced(runs, _cell_cuts(runs, plain, width, at_blanks=at_blanks))


def _folds(length: int, width: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + width, length)) for start in range(0, length, width))


def _cuts(plain: str, width: int) -> Iterator[tuple[int, int]]:
    """Start and end of each row of a text whose characters are one cell wide: one search per row, not per word."""
    start, length = 0, len(plain)
    while length - start > width:
        blank = plain.rfind(" ", start, start + width + 1)
        if blank <= start:
            yield start, start + width
            start += width
        else:
            yield start, blank
            start = blank + 1
    yield start, length


def _cell_cuts(runs: list[Run], plain: str, width: int, *, at_blanks: bool) -> Iterator[tuple[int, int]]:
    """Start and end of each row by the cells of its graphemes, which never cross a run."""
    start = row_cells = 0
    blank = blank_cells = -1
    offset = 0
    for text, _ in runs:
        for first, _, size in split_graphemes(text)[0]:
            if row_cells + size > width:
                if at_blanks and plain[offset + first] == " ":
                    blank, blank_cells = offset + first, row_cells
                if blank > start:
                    yield start, blank
                    start, row_cells = blank + 1, row_cells - blank_cells - 1
                else:
                    yield start, offset + first
                    start, row_cells = offset + first, 0
                blank = -1
            if at_blanks and plain[offset + first] == " ":
                blank, blank_cells = offset + first, row_cells
            row_cells += size
        offset += len(text)
    yield start, len(plain)


def _sliced(runs: list[Run], cuts: Iterable[tuple[int, int]]) -> list[Row]:
    """The runs between each start and end."""
    rows: list[Row] = []
    index, begin = 0, 0
    for start, end in cuts:
        while index < len(runs) - 1 and begin + len(runs[index][0]) <= start:
            begin += len(runs[index][0])
            index += 1
        row: Row = []
        while True:
            text, style = runs[index]
            if piece := text[max(0, start - begin) : end - begin]:
                row.append((piece, style))
            if index == len(runs) - 1 or begin + len(text) >= end:
                break
            begin += len(text)
            index += 1
        rows.append(row)
    return rows

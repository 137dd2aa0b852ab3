"""Styled text laid out as rows: broken at blanks, or behind them, always counted in cells.

This is also the gate that no untrusted character passes: whatever leaves here is safe to draw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import split_graphemes

from streamtui.core.text.display_safe import display_safe
from streamtui.rows.row import ELLIPSIS, Row, Run, cells, cut

MIN_WIDTH = 8
"""Rows are laid out for at least so many cells."""
TAB_CELLS = 4
_MARKS = ",;([{)]}=/.:-_"
"""Behind them a line of code is broken where it has no blank."""

_single_cells = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0373\u0391-\u03a1\u03a3-\u0482"  # Latin, Greek, Cyrillic
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u2199\u2500-\u25fc\u2800-\u28ff]*"  # marks, lines, Braille
).fullmatch
"""Whether each character of a text is certainly one cell wide."""


def safe(runs: Row) -> Row:
    """The runs with tabs expanded and everything that must not reach a terminal replaced by a visible stand-in."""
    if "".join([run[0] for run in runs]).isprintable():
        return runs
    return [run._replace(text=display_safe(run.text.expandtabs(TAB_CELLS), keep_newlines=False)) for run in runs]


def wrap(runs: Row, width: int) -> list[Row]:
    """Rows of a cell at least, broken at blanks, inside a word only if the word is wider than a row. Never empty.

    Greedy: the rows of a longer text begin with all but the last row of any prefix that ends before a blank.
    """
    return _laid_out(runs, width, at_blanks=True)


def fold(runs: Row, width: int) -> list[Row]:
    """Rows of a cell at least that keep every character, as suits code: each is full to the half. Never empty.

    Broken behind a blank, where there is none behind a mark, else anywhere.
    """
    return _laid_out(runs, width, at_blanks=False)


def wrapped(text: str, width: int, style: str = "text") -> list[Row]:
    """Plain text of one style broken at blanks, each of its lines begun on a row of its own."""
    return [row for line in text.split("\n") for row in wrap([Run(line, style)], width)]


def wrapped_lines(text: str, width: int) -> list[str]:
    """The same without a style, as plain text."""
    return ["".join([run.text for run in row]) for row in wrapped(text, width)]


def folded(text: str, width: int, limit: int | None = None) -> list[str]:
    """Plain text broken so that every blank stays: no more than `limit` lines."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += ["".join([run.text for run in row]) for row in fold([Run(line)], max(2, width))]
        if limit is not None and len(lines) >= limit:
            return lines[:limit]
    return lines


def window(runs: Row, start: int, width: int, mark_style: str) -> Row:
    """The cells of one line from `start` on, with `…` at an edge beyond which it goes on; nothing if it ends before.

    So a `…` that ends a row always means that there is more at the right.
    """
    runs = safe(runs)
    mark = [Run(ELLIPSIS, mark_style)]
    size = cells(runs)
    before = mark if start and size > start + 1 else ()
    after = mark if size > start + width else ()
    return [*before, *cut(runs, start + len(before), start + width - len(after)), *after]


def _laid_out(runs: Row, width: int, *, at_blanks: bool) -> list[Row]:
    width = max(1, width)
    plain = "".join([run[0] for run in runs])
    if not plain.isprintable():
        runs = safe(runs)
        plain = "".join([run[0] for run in runs])
    if _single_cells(plain):
        if len(plain) <= width:
            return [runs]
        return _sliced(runs, _cuts(plain, width) if at_blanks else _folds(plain, width))
    if cells(runs) <= width:
        return [runs]
    return _sliced(runs, (_cell_cuts if at_blanks else _cell_folds)(runs, plain, width))


def _folds(plain: str, width: int) -> Iterator[tuple[int, int]]:
    """Start and end of each row of a text whose characters are one cell wide."""
    start, length = 0, len(plain)
    while length - start > width:
        least, end = start + width // 2, start + width
        behind = plain.rfind(" ", least, end) + 1
        if not behind or plain[start:behind].isspace():
            behind = max(plain.rfind(mark, least, end) for mark in _MARKS) + 1
        yield start, behind or end
        start = behind or end
    yield start, length


def _cell_folds(runs: Row, plain: str, width: int) -> Iterator[tuple[int, int]]:
    """The same by the cells of graphemes, which never cross a run."""
    start = begun_at = at = offset = 0
    row: list[tuple[str, int, int]] = []
    for text, _, _ in runs:
        for first, last, size in split_graphemes(text)[0]:
            if at + size - begun_at > width:
                half = begun_at + width // 2
                late = [one for one in row if one[2] > half]
                blank = next((one for one in reversed(late) if one[0] == " "), None)
                if blank is None or plain[start : blank[1]].isspace():
                    blank = next((one for one in reversed(late) if one[0] in _MARKS), None)
                behind, begins_at = (offset + first, at) if blank is None else blank[1:]
                yield start, behind
                start, begun_at = behind, begins_at
                row = [one for one in late if one[1] > behind]
            at += size
            row.append((text[first:last], offset + last, at))
        offset += len(text)
    yield start, len(plain)


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


def _cell_cuts(runs: Row, plain: str, width: int) -> Iterator[tuple[int, int]]:
    """Start and end of each row by the cells of its graphemes, which never cross a run."""
    start = row_cells = 0
    blank = blank_cells = -1
    offset = 0
    for text, _, _ in runs:
        for first, _, size in split_graphemes(text)[0]:
            if row_cells + size > width:
                if plain[offset + first] == " ":
                    blank, blank_cells = offset + first, row_cells
                if blank > start:
                    yield start, blank
                    start, row_cells = blank + 1, row_cells - blank_cells - 1
                else:
                    yield start, offset + first
                    start, row_cells = offset + first, 0
                blank = -1
            if plain[offset + first] == " ":
                blank, blank_cells = offset + first, row_cells
            row_cells += size
        offset += len(text)
    yield start, len(plain)


def _sliced(runs: Row, cuts: Iterable[tuple[int, int]]) -> list[Row]:
    """The runs between each start and end."""
    rows: list[Row] = []
    index, begin = 0, 0
    for start, end in cuts:
        while index < len(runs) - 1 and begin + len(runs[index][0]) <= start:
            begin += len(runs[index][0])
            index += 1
        row: list[Run] = []
        while True:
            run = runs[index]
            behind = begin + len(run.text)
            if start <= begin < behind <= end:
                row.append(run)
            elif piece := run.text[max(0, start - begin) : end - begin]:
                row.append(Run(piece, run.style, run.action))
            if index == len(runs) - 1 or behind >= end:
                break
            begin = behind
            index += 1
        rows.append(row)
    return rows

"""Strips as terminal cells: what stands in each, and how it looks."""

from __future__ import annotations

import re
from typing import TypeAlias

from rich.cells import split_graphemes
from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

Cell: TypeAlias = tuple[str, str]
"""A character with all that combines with it, and its look. The second cell of a wide one has no character."""
UNKNOWN: Cell = ("\0", "")
"""A cell of which nothing is known."""
_DISPUTED = re.compile("[\u231a-\u23ff\u25fd-\u27bf\u2b1b-\u2b55\U0001f000-\U0001ffff]")
"""Emoji, and signs that many a font draws as such."""


def cells_of(strip: Strip, colours: ColorSystem | None) -> list[Cell]:
    """The cells that a strip takes. A look is what Textual would write for the style, `1;38;2;…`.

    Without `colours` it has none.
    """
    cells: list[Cell] = []
    for text, style, control in strip:
        if control:
            continue
        look = "" if style is None else _look(style, colours)
        if text.isascii():
            cells += [(character, look) for character in text]
        else:
            _add(cells, text, look)
    return cells


def first_uncertain(cells: list[Cell]) -> int:
    """The first cell whose character some terminals make wider, or narrower, than it should be; else their number."""
    characters = [character for character, _ in cells]
    text = "".join(characters)
    if text.isascii() or (max(map(len, characters)) == 1 and not _DISPUTED.search(text)):
        return len(cells)
    return next(n for n, character in enumerate(characters) if len(character) > 1 or _DISPUTED.match(character))


def _look(style: Style, colours: ColorSystem | None) -> str:
    if colours is None:
        return Strip.render_ansi(style.without_color, ColorSystem.STANDARD)
    return Strip.render_ansi(style, colours)


def _add(cells: list[Cell], text: str, look: str) -> None:
    for start, end, width in split_graphemes(text)[0]:
        if width == 0:
            if cells:
                cells[-1] = (cells[-1][0] + text[start:end], cells[-1][1])
            continue
        cells.append((text[start:end], look))
        cells += [("", look)] * (width - 1)

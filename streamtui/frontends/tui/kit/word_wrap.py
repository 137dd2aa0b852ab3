"""Prose cut into lines between words, by terminal cells."""

from __future__ import annotations

from rich.cells import cell_len

from streamtui.frontends.tui.kit.wrap import wrapped


def word_wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells; a word that is longer is cut, and blanks at the beginning of a line stay."""
    lines: list[str] = []
    for line in text.expandtabs(4).split("\n"):
        lines += _wrapped_line(line.rstrip(), max(2, width))
    return lines


def _wrapped_line(line: str, width: int) -> list[str]:
    if cell_len(line) <= width:
        return [line]
    rows: list[str] = []
    current = line[: len(line) - len(line.lstrip())]
    for word in line.split():
        joined = f"{current} {word}" if current.strip() else current + word
        if cell_len(joined) <= width:
            current = joined
            continue
        if current.strip():
            rows.append(current)
        *whole, current = wrapped(word, width)
        rows += whole
    return [*rows, current]

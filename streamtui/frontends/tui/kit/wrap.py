"""Plain text cut into lines by terminal cells, not by words: arguments and outputs keep every blank they have."""

from __future__ import annotations

from rich.cells import chop_cells


def wrapped(text: str, width: int, limit: int | None = None) -> list[str]:
    """Lines of at most `width` cells; no more than `limit` of them."""
    lines: list[str] = []
    for line in text.expandtabs(4).split("\n"):
        lines += chop_cells(line, max(2, width)) or [""]
        if limit is not None and len(lines) >= limit:
            return lines[:limit]
    return lines

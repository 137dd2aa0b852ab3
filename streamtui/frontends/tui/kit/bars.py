"""Bars that stand side by side, one cell wide, in eighths of a cell."""

from __future__ import annotations

from collections.abc import Sequence

_EIGHTHS = " ▁▂▃▄▅▆▇█"


def bars(shares: Sequence[float], height: int) -> list[str]:
    """The rows of bars, from the top. Each share is of the whole height, 1 at most; what is not nothing is seen."""
    eighths = [max(share > 0, min(8 * height, round(share * 8 * height))) for share in shares]
    floors = range(8 * (height - 1), -1, -8)
    return ["".join([_EIGHTHS[max(0, min(8, level - floor))] for level in eighths]) for floor in floors]

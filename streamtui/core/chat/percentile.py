"""Percentiles by nearest rank: always a value that was measured, never one in between."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(ordered: Sequence[float], percent: float) -> float | None:
    """The value that `percent` of the values, given in ascending order, do not exceed; `None` of none."""
    if not ordered:
        return None
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]

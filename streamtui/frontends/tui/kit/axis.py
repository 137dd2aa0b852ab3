"""The ends of axes: round numbers, so that a chart that grows takes another scale now and then only."""

from __future__ import annotations

from math import ceil, log10

_STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)


def rounded_up(value: float) -> float:
    """The next round number, 1 at least."""
    if value <= 1:
        return 1.0
    magnitude = 10.0 ** (ceil(log10(value)) - 1)
    return next((step * magnitude for step in _STEPS if step * magnitude >= value), 10 * magnitude)

"""How the contestants' lines, bars and numbers look; where looks begin again, the numbers tell who is who."""

from __future__ import annotations

SERIES_STYLES = tuple(f"race.{number}" for number in range(1, 9))


def series_style(index: int) -> str:
    """The colour of the contestant of that index."""
    return SERIES_STYLES[index % len(SERIES_STYLES)]


def dash_of(index: int) -> int | None:
    """By how many dots the gaps of its line are shifted, if it has any.

    With these each of two that share a hue, where colours are few, is known from the other.
    """
    return 2 * index if index % len(SERIES_STYLES) >= len(SERIES_STYLES) // 2 else None

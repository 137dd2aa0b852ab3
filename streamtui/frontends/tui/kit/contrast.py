"""How well two colours can be told apart, and colours moved until they can."""

from __future__ import annotations

from collections.abc import Iterable

from textual.color import BLACK, WHITE, Color

_STEPS = 32


def contrast(one: Color, other: Color) -> float:
    """The ratio of WCAG 2: 1 is none, 21 is black on white."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def raised(colour: Color, grounds: Iterable[Color], least: float) -> Color:
    """The colour, lighter or darker by as little as gives it that contrast on each of these grounds."""
    grounds = list(grounds)
    goal = max((BLACK, WHITE), key=lambda end: min(contrast(end, ground) for ground in grounds))
    for step in range(_STEPS):
        moved = colour.blend(goal, step / _STEPS)
        if all(contrast(moved, ground) >= least for ground in grounds):
            return moved
    return goal


def _luminance(colour: Color) -> float:
    red, green, blue = map(_linear, colour.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

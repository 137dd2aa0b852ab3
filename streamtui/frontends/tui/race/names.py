"""Names of contestants in little room: what they have in common is left out before anything is cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rich.cells import cell_len

from streamtui.rows.row import ELLIPSIS, clip

_PART = re.compile(r"[^-_/:.@ ]*$")
"""The part of a name that is cut in the middle."""


def told_apart(names: Sequence[str], width: int) -> list[str]:
    """The names, each within that many cells, so that they differ as long as they can."""
    fits = [cell_len(name) <= width for name in names]
    ways: tuple[Callable[[int], str], ...] = (
        lambda index: names[index],
        lambda index: names[index] if fits[index] else _without(names[index], _common(names)),
        lambda index: names[index] if fits[index] else _without(names[index], _shared(names, index)),
        lambda index: _without(names[index], _common(names)),
        lambda index: _without(names[index], _shared(names, index)),
    )
    for way in ways:
        shorter = [way(index) for index in range(len(names))]
        if all(cell_len(name) <= width for name in shorter) and len(set(shorter)) == len(set(names)):
            return shorter
    fitted = [[clip(way(index), width) for index in range(len(names))] for way in ways]
    return max(fitted, key=lambda shorter: len(set(shorter)))


def _common(names: Sequence[str]) -> str:
    """Whole parts with which all begin."""
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)  # what these two share all share
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return _PART.sub("", first[:same])


def _shared(names: Sequence[str], index: int) -> str:
    """Whole parts with which this one and some other begin."""
    others = [name for name in names if name != names[index]]
    return max((_common([names[index], other]) for other in others), key=len, default="")


def _without(name: str, beginning: str) -> str:
    return ELLIPSIS + name[len(beginning) :] if len(beginning) > 1 and len(name) > len(beginning) else name

"""What was meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

ALIKE = 0.7
"""What two names have in common that are written alike: 1 is all."""
_MOST, _LONGEST = 2000, 100
"""So many names are looked at, and none that is longer: comparing takes the product of the lengths."""


def nearest(meant: str, known: Iterable[str], most: int = 3, alike: float = ALIKE) -> list[str]:
    """The known names that are most like it: those that it is a part of, then those that are written alike."""
    from difflib import get_close_matches  # wanted only where something is wrong

    meant = meant.casefold()[:_LONGEST]
    names = {name.casefold(): name for name in islice((name for name in known if len(name) <= _LONGEST), _MOST)}
    within = sorted((name for name in names if meant and meant in name), key=lambda name: (name.find(meant), len(name)))
    close = get_close_matches(meant, names, most, alike)
    return [names[name] for name in dict.fromkeys([*within, *close])][:most]


def perhaps(meant: str, known: Iterable[str], mark: str = "", alike: float = ALIKE) -> str:
    """` (perhaps NAME or NAME)`, each behind the mark, or nothing."""
    near = [f"{mark}{name}" for name in nearest(meant, known, alike=alike)]
    return f" (perhaps {' or '.join(near)})" if near else ""

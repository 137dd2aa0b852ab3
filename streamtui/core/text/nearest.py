"""What was meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

_MOST, _LONGEST = 2000, 100
"""So many names are looked at, and none that is longer: comparing takes the product of the lengths."""


def nearest(meant: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that are most like it: those that it is a part of, then those that are written alike."""
    from difflib import get_close_matches  # wanted only where something is wrong

    meant = meant.casefold()[:_LONGEST]
    names = {name.casefold(): name for name in islice((name for name in known if len(name) <= _LONGEST), _MOST)}
    within = sorted((name for name in names if meant and meant in name), key=lambda name: (name.find(meant), len(name)))
    alike = get_close_matches(meant, names, most, 0.7)
    return [names[name] for name in dict.fromkeys([*within, *alike])][:most]


def perhaps(meant: str, known: Iterable[str], mark: str = "") -> str:
    """` (perhaps NAME or NAME)`, each behind the mark, or nothing."""
    near = [f"{mark}{name}" for name in nearest(meant, known)]
    return f" (perhaps {' or '.join(near)})" if near else ""

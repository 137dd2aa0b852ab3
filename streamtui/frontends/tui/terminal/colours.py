"""How many colours a terminal has."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import Enum


class Colours(Enum):
    """What can be told by colour."""

    MANY = "many"
    SIXTEEN = "sixteen"
    """Those of the terminal; Textual's own would be rounded to greys."""
    NONE = "none"


def colours_of(environ: Mapping[str, str]) -> Colours:
    """As the environment says: NO_COLOR, COLORTERM, and what is known of TERM."""
    if environ.get("NO_COLOR"):
        return Colours.NONE
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return Colours.MANY
    term = environ.get("TERM", "").strip().lower()
    if sys.platform == "win32" or term.endswith(("256color", "direct")) or "kitty" in term:
        return Colours.MANY
    return Colours.NONE if _has_none(term) else Colours.SIXTEEN


def _has_none(term: str) -> bool:
    """Whether the system knows this terminal, and that it has no colours."""
    import curses

    try:
        curses.setupterm(term, 1)  # the number: the screen may have taken the stream's place
        return curses.tigetnum("colors") < len(("red", "green", "blue"))
    except curses.error:
        return False

"""From one look to another with as few bytes as it takes: the terminal is told what changes, and no more."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

PLAIN = ""
"""The look that a terminal begins with."""
_ENDS = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "21": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "51": "54",
    "52": "54",
    "53": "55",
}
"""What ends an attribute; some end two."""
_UNSEEN = {"1", "2", "3"}
"""What makes no difference where there is no character."""
_MIXED = ("38", "48")
_ARGUMENTS = {"5": 2, "2": 4}
"""How many codes follow on one of those: a number of the palette, or red, green and blue."""


class _Look(NamedTuple):
    attributes: frozenset[str]
    colour: str
    background: str


@lru_cache(maxsize=4096)
def change(before: str, after: str) -> str:
    """What to write so that text looks like `after` where it looked like `before`."""
    if before == after:
        return ""
    if after == PLAIN:
        return "\x1b[m"
    old, new = _parsed(before), _parsed(after)
    ends = {_ENDS[code] for code in old.attributes - new.attributes}
    begun = sorted(code for code in new.attributes if code not in old.attributes or _ENDS[code] in ends)
    codes = [*sorted(ends), *begun]
    if new.colour != old.colour:
        codes.append(new.colour or "39")
    if new.background != old.background:
        codes.append(new.background or "49")
    return f"\x1b[{';'.join(codes)}m" if codes else ""


@lru_cache(maxsize=4096)
def blank(look: str) -> str:
    """What can be seen of a look where nothing stands: looks alike there are as good as each other."""
    attributes, _, background = _parsed(look)
    return look if attributes - _UNSEEN else background


def _parsed(look: str) -> _Look:
    attributes: set[str] = set()
    colour = background = ""
    codes = look.split(";") if look else []
    while codes:
        code = codes.pop(0)
        if code in _ENDS:
            attributes.add(code)
        elif code in _MIXED:
            taken = _ARGUMENTS[codes[0]]
            mixed = ";".join((code, *codes[:taken]))
            del codes[:taken]
            colour, background = (mixed, background) if code == "38" else (colour, mixed)
        elif code.startswith(("3", "9")):
            colour = code
        else:
            background = code
    return _Look(frozenset(attributes), colour, background)

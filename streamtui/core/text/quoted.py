"""What others wrote, in a sentence of ours."""

from __future__ import annotations

from streamtui.core.text.display_safe import display_safe

_LOOKED_AT = 4
"""Times as many characters as are shown."""


def quoted(text: str, longest: int) -> str:
    """The text in quotation marks, on one line and safe to show, cut where it has more than `longest` characters.

    >>> quoted("one\\ntwo", 40), quoted("a long one", 5)
    ('“one two”', '“a lo…”')
    """
    return f"“{in_short(text, longest)}”"


def in_short(text: str, longest: int) -> str:
    """The same without the marks."""
    looked_at = _LOOKED_AT * longest
    line = display_safe(" ".join(text[:looked_at].split()), keep_newlines=False)
    is_cut = len(line) > longest or len(text) > looked_at
    return f"{line[: longest - 1]}…" if is_cut else line

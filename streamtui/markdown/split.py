"""Where a long paragraph can be cut so that both parts mean what they meant together."""

from __future__ import annotations

import re

from streamtui.core.text.blocks.phase import LONGEST_HEADING

SOFT = LONGEST_HEADING
"""Characters from which on a paragraph is cut at the first good place."""
HARD = 4000
"""Characters from which on it is cut wherever that may be."""

_blank = re.compile(r"(?<![ \n\\])[ \n](?![ \n])")
_underscore = re.compile(r"(?<!\w)_|_(?!\w)")


def cut(text: str, known: int) -> int | None:
    """The position of the first blank at or after `SOFT` outside all markup, which is dropped between the parts.

    Before `known` there is none. A text of `HARD` characters without a good place is cut at its last blank, or at its
    end where even that is missing; then nothing is dropped, the character there is not a blank. None: not yet.
    """
    for match in _blank.finditer(text, max(SOFT, known - 1)):
        if match.end() < len(text) and _closed(text[: match.start()]):
            return match.start()
    if len(text) < HARD:
        return None
    last = max(text.rfind(" ", SOFT, HARD), text.rfind("\n", SOFT, HARD))
    return last if last > 0 else HARD


def _closed(text: str) -> bool:
    """Whether no code span, emphasis or link seems to be open at the end."""
    return (
        text.count("`") % 2 == 0
        and text.count("*") % 2 == 0
        and text.count("~~") % 2 == 0
        and text.rfind("[") <= text.rfind("]")
        and text.rfind("](") <= text.rfind(")")
        and len(_underscore.findall(text)) % 2 == 0
    )

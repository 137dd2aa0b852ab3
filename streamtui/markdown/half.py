"""Markup that is not whole yet, closed so that it shows what it becomes."""

from __future__ import annotations

import re

_half_target = re.compile(r"(!?\[[^\[\]\n]{1,200}\])\([^()\s]*$").search
_marks = re.compile(r"(?<![\\*])(\*{1,2})(?=[^\s*])[^*`\n]*[^\s*`]$").search
REACH = 400
"""Characters before the end in which what is open is looked for."""


def closed(text: str) -> str:
    """The text of a paragraph that grows, with the link, code span or emphasis closed in the midst of which it ends."""
    line = text[-REACH:].rpartition("\n")[2]
    if "\\" in line:
        return text
    if line.count("`") % 2:
        return text if line.endswith("`") or "``" in line else f"{text}`"
    if found := _half_target(line):
        return text[: len(text) - len(line) + found.end(1)] + "()"
    found = _marks(line)
    if found is None or line[: found.start()].count("*") % (2 * len(found[1])):
        return text
    return text + found[1]

"""The lines of tables: what their cells say, and which two lines begin one. As GFM has it and markdown-it reads it."""

from __future__ import annotations

import re

_cell_border = re.compile(r"(?<!\\)\|").split
_delimiter = re.compile(r"(?:[|:][-:| \t]|-[-:|])[-:| \t]*$").match
_alignment = re.compile(r"(:?)-+(:?)$").match
_item_marker = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]").match
_ALIGNED = {("", ""): "", (":", ""): "left", ("", ":"): "right", (":", ":"): "center"}


def cells(line: str) -> list[str]:
    """The texts of the cells, as many as there are."""
    line = line.strip()
    texts = _cell_border(line) if "\\" in line else line.split("|")
    if texts and not texts[0]:
        del texts[0]
    if texts and not texts[-1]:
        del texts[-1]
    return [text.replace("\\|", "|").strip() for text in texts]


def alignments(header: str, delimiter: str) -> list[str] | None:
    """How the columns of a table with these first two lines are aligned, or None where they begin none.

    What looks like the beginning of a list item is no header.
    """
    if "|" not in header or not _delimiter(delimiter) or _item_marker(header):
        return None
    marks = [text.strip() for text in delimiter.split("|")]
    marks = marks[not marks[0] : len(marks) - (not marks[-1])]
    found = [_alignment(mark) for mark in marks]
    aligned = [_ALIGNED[match[1], match[2]] for match in found if match]
    return aligned if aligned and len(aligned) == len(found) == len(cells(header)) else None

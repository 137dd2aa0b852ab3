"""The styles of rows outside of a conversation, by name, and a heading."""

from __future__ import annotations

from streamtui.rows.row import Row, Run, spread

DIM = "dim"
BRIGHT = "bright"
STRONG = "bright.strong"
LABEL = "label"
TITLE = "title"
ACCENT = "accent"
GOOD = "good"
WARN = "warning"
BAD = "bad"
RULE = "line"


def heading(text: str, right: Row, width: int) -> Row:
    """A heading with what belongs to it at the right end, if both have room."""
    return spread((Run(text, LABEL),), right, width, whole_left=True)

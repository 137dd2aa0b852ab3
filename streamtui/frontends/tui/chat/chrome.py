"""The frame of the screen: the status line, the rule above the prompt, the welcome."""

from __future__ import annotations

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.chat.phase import phase_row
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.rows import BRIGHT, DIM, RULE, STRONG, TITLE
from streamtui.rows.row import Row, Run, cells, clip, clip_row, spread


def status_row(face: Face, width: int) -> Row:
    """Program, model, profile, phase."""
    return spread((Run("streamtui", TITLE), Run("   "), *_place(face)), phase_row(face), width)


def rule_row(hint: str, width: int) -> Row:
    """A thin rule that carries the endpoint's standing hint at its end."""
    words = clip(display_safe(hint, keep_newlines=False), width - 4)
    if not words:
        return (Run("─" * width, RULE),)
    middle = (Run(f" {words} ", DIM), Run("──", RULE))
    return (Run("─" * (width - cells(middle)), RULE), *middle)


def welcome_rows(face: Face, width: int, height: int) -> tuple[Row, ...]:
    """What stands in the middle of an empty conversation."""
    rows = (
        (Run("streamtui", TITLE),),
        (),
        _place(face),
        (),
        (Run("Ask something, and watch the stream.", BRIGHT),),
    )
    above = ((),) * max(0, (height - len(rows)) // 2)
    return (*above, *(_centred(row, width) for row in rows))


def _centred(row: Row, width: int) -> Row:
    fitted = clip_row(row, width)
    return (Run(" " * ((width - cells(fitted)) // 2)), *fitted)


def _place(face: Face) -> Row:
    model, place = (display_safe(text, keep_newlines=False) for text in (face.model, face.place))
    named = (Run(model, STRONG), Run(f" · {place}", DIM)) if model else (Run(place, STRONG),)
    return named if place else named[:1]

"""How rows look: for every style name a tone and attributes.

Not by component classes: Textual would style each of them anew whenever anything around a widget changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color

from streamtui.frontends.tui.kit.tones import DEFAULT

_LOOKS = {
    "dim": ("text-muted", ""),
    "bright": ("text", ""),
    "bright.strong": ("text", "bold"),
    "label": ("text-muted", "bold"),
    "title": ("text-primary", "bold"),
    "accent": ("text-primary", ""),
    "good": ("text-success", ""),
    "warning": ("text-warning", ""),
    "bad": ("text-error", ""),
    "line": ("rule", ""),
    **{f"race.{number}": (f"race-{number}", "") for number in range(1, 9)},
    **{f"race.{number}.end": (f"race-{number}", "bold") for number in range(1, 9)},
    "head.user": ("text-accent", "bold"),
    "head.model": ("text-primary", "bold"),
    "head.figures": ("text-muted", ""),
    "thought": ("text-muted", "italic"),
    "reasoning": ("text-muted", ""),
    "refusal": ("text-warning", ""),
    "call.name": ("text", "bold"),
    "call.arguments": ("text-muted", ""),
    "call.result": ("text", ""),
    "call.writing": ("text-primary", ""),
    "call.waiting": ("text-primary", ""),
    "call.running": ("text-primary", ""),
    "call.done": ("text-success", ""),
    "call.failed": ("text-error", ""),
    "call.refused": ("text-warning", ""),
    "call.cut": ("text-warning", ""),
    "call.not run": ("text-muted", ""),
    "notice": ("text-muted", "italic"),
    "ending": ("text-warning", ""),
    "error": ("text-error", ""),
    "mark": ("screen-selection-foreground", "bold"),
    "selection": ("screen-selection-foreground", ""),
    "quote": ("text-muted", ""),
    "heading1": ("text-primary", "bold underline"),
    "heading2": ("text-primary", "bold"),
    "heading3": ("text", "bold"),
    "heading4": ("text", "bold"),
    "heading5": ("text", "bold"),
    "heading6": ("text", "bold"),
    "strong": ("text", "bold"),
    "emphasis": ("text", "italic"),
    "strong.emphasis": ("text", "bold italic"),
    "strike": ("text", "strike"),
    "code": ("text-warning", ""),
    "link": ("text-primary", "underline"),
    "link.target": ("text-muted", ""),
    "image": ("text-muted", "italic"),
    "bullet": ("text-primary", ""),
    "task.open": ("text-warning", ""),
    "task.done": ("text-success", ""),
    "rule": ("rule", ""),
    "table.head": ("text", "bold"),
    "table.rule": ("rule", ""),
    "code.rule": ("rule", ""),
    "code.language": ("text-muted", "italic"),
    "code.hint": ("text-muted", ""),
    "code.comment": ("text-muted", "italic"),
    "code.keyword": ("text-accent", ""),
    "code.constant": ("text-warning", ""),
    "code.type": ("text-success", ""),
    "code.attribute": ("text-primary", ""),
    "code.builtin": ("text-primary", ""),
    "code.decorator": ("text-warning", ""),
    "code.function": ("text-primary", ""),
    "code.tag": ("text-accent", ""),
    "code.variable": ("text", ""),
    "code.string": ("text-success", ""),
    "code.escape": ("text-warning", ""),
    "code.number": ("text-warning", ""),
    "code.operator": ("text-muted", ""),
    "code.punctuation": ("text-muted", ""),
    "code.deleted": ("text-error", ""),
    "code.inserted": ("text-success", ""),
    "code.heading": ("text", "bold"),
}
"""A tone, and Rich's words for the rest.

Names that are missing look like plain text.
"""
_PLAIN = ("text", "")
_GROUNDS = dict.fromkeys(("mark", "selection"), "screen-selection-background")
_QUIET = ("text-muted", "rule")
"""Where these are the terminal's own colour of text, they are dim."""


def look(style: str, theme: Mapping[str, str], background: Color) -> Style:
    """The look of a style name on that background; `theme` gives the tones."""
    variable, attributes = _LOOKS.get(style, _PLAIN)
    colour = Color.parse(theme[variable])
    look = Style.parse(attributes)
    if variable in _QUIET and theme[variable] == DEFAULT:
        look += Style(dim=True)
    if style in _GROUNDS:
        background = Color.parse(theme[_GROUNDS[style]])
        look += Style(reverse=theme[_GROUNDS[style]] == DEFAULT, dim=False)
    return Style(color=(background + colour).rich_color, bgcolor=background.rich_color) + look

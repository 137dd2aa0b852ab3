"""How rows look: for every style name a colour of the theme and attributes.

Not by component classes: Textual would style each of them anew whenever anything around a widget changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color

_LOOKS = {
    "dim": ("foreground-muted", ""),
    "bright": ("foreground", ""),
    "bright.strong": ("foreground", "bold"),
    "label": ("foreground-muted", "bold"),
    "title": ("text-primary", "bold"),
    "accent": ("text-primary", ""),
    "good": ("text-success", ""),
    "warning": ("text-warning", ""),
    "bad": ("text-error", ""),
    "line": ("foreground 20%", ""),
    "series1": ("text-primary", ""),
    "series2": ("text-warning", ""),
    "series3": ("text-success", ""),
    "series4": ("foreground", ""),
    "series5": ("text-error", ""),
    "series6": ("text-secondary", ""),
    "series1.end": ("text-primary", "bold"),
    "series2.end": ("text-warning", "bold"),
    "series3.end": ("text-success", "bold"),
    "series4.end": ("foreground", "bold"),
    "series5.end": ("text-error", "bold"),
    "series6.end": ("text-secondary", "bold"),
    "head.user": ("text-accent", "bold"),
    "head.model": ("text-primary", "bold"),
    "head.figures": ("text-muted", ""),
    "thought": ("text-muted", "italic"),
    "reasoning": ("text-muted", ""),
    "refusal": ("text-warning", ""),
    "call.name": ("text", "bold"),
    "call.arguments": ("text-muted", ""),
    "call.writing": ("text-primary", ""),
    "call.waiting": ("text-primary", ""),
    "call.running": ("text-primary", ""),
    "call.done": ("text-success", ""),
    "call.failed": ("text-error", ""),
    "call.refused": ("text-warning", ""),
    "call.cut": ("text-warning", ""),
    "notice": ("text-muted", "italic"),
    "ending": ("text-warning", ""),
    "error": ("text-error", ""),
    "mark": ("text", "bold"),
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
    "rule": ("text-disabled", ""),
    "table.head": ("text", "bold"),
    "table.rule": ("text-disabled", ""),
    "code.rule": ("text-disabled", ""),
    "code.language": ("text-muted", "italic"),
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
"""A variable of the theme, if need be with its share, and Rich's words for the rest.

Names that are missing look like plain text.
"""
_PLAIN = ("text", "")
_BACKGROUNDS = {"mark": "primary-muted"}


def look(style: str, theme: Mapping[str, str], background: Color) -> Style:
    """The look of a style name on that background; `theme` gives the variables."""
    colour, attributes = _LOOKS.get(style, _PLAIN)
    if style in _BACKGROUNDS:
        background += _colour(theme[_BACKGROUNDS[style]])
    variable, _, share = colour.partition(" ")
    foreground = background + _colour(theme[variable]).multiply_alpha(_share(share))
    return Style(color=foreground.rich_color, bgcolor=background.rich_color) + Style.parse(attributes)


def _colour(value: str) -> Color:
    """A theme's colour: `#57a5e2`, `auto 60%`, `ansi_blue`."""
    name, _, percent = value.partition(" ")
    share = _share(percent)
    return Color.automatic(share * 100) if name == "auto" else Color.parse(name).multiply_alpha(share)


def _share(percent: str) -> float:
    return float(percent.rstrip("%")) / 100 if percent else 1.0

"""How rows look in a theme.

Not by component classes: Textual would style each of them anew whenever anything around a widget changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color

from streamtui.frontends.tui.kit.tones import DEFAULT
from streamtui.rows.looks import LOOKS

_PLAIN = ("text", "")
_GROUNDS = dict.fromkeys(("mark", "selection"), "screen-selection-background")
_COLOURED = {"code": "bold"}
"""What else than a colour tells it, where there is none."""
_QUIET = ("text-muted", "rule")
"""Where these are the terminal's own colour of text, they are dim."""


def look(style: str, theme: Mapping[str, str], background: Color) -> Style:
    """The look of a style name on that background; `theme` gives the tones."""
    variable, attributes = LOOKS.get(style, _PLAIN)
    colour = Color.parse(theme[variable])
    look = Style.parse(attributes)
    if variable in _QUIET and theme[variable] == DEFAULT:
        look += Style(dim=True)
    if style in _COLOURED and theme[variable] == DEFAULT:
        look += Style.parse(_COLOURED[style])
    if style in _GROUNDS:
        background = Color.parse(theme[_GROUNDS[style]])
        look += Style(reverse=theme[_GROUNDS[style]] == DEFAULT, dim=False)
    return Style(color=(background + colour).rich_color, bgcolor=background.rich_color) + look

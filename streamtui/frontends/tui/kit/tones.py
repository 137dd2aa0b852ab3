"""A theme's colours as the screen uses them, each of them readable: the looks of rows and the style sheets name these.

One for each rank, `text`, `text-muted` and `rule`; accents, `text-primary` and its like; one for each of the eight in a
race, `race-1` to `race-8`; and what is selected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.color import Color

from streamtui.frontends.tui.kit.contrast import contrast, raised
from streamtui.rows.palette import ACCENTS

BODY, TEXT, MARK, RULE = 7.0, 4.5, 3.0, 3.0
"""The least contrast of prose, of all else that is read, of signs, and of lines: AA of WCAG 2, for prose AAA."""
LEAST = "least-contrast"
"""The variable of a theme that wants more of all that is read."""
DEFAULT = "ansi_default"
"""What the terminal takes where no colour is asked for."""

_DARK_RACE = ("#5b9bff", "#f2a04e", "#6fce7c", "#f4697a", "#bd8cff", "#3fe0d0", "#f0e66a", "#d7dde3")
_LIGHT_RACE = ("#1450d2", "#b04a00", "#1b7340", "#c01830", "#8a2fc0", "#007a86", "#6a6a00", "#22272e")
# the terminal's own: accents, rule, selection, what is selected, the eight of a race; on white, green can't be read,
# so that what is well has the colour of text there
_DARK_TERMINAL = (
    "cyan bright_blue yellow green yellow bright_red bright_black cyan black "
    "cyan yellow green bright_red bright_magenta bright_blue red default"
)
_LIGHT_TERMINAL = (
    "blue bright_blue magenta default magenta red bright_black blue bright_white "
    "blue red magenta bright_black bright_blue bright_red bright_magenta default"
)


def of_theme(variables: Mapping[str, str], *, dark: bool) -> dict[str, str]:
    """The variables of a theme, with all that are wanted here: as the theme has them, raised where they fall short."""
    background, surface = (Color.parse(variables[name]).with_alpha(1) for name in ("background", "surface"))
    grounds = (background, surface)
    text = raised(background + Color.parse(variables["foreground"]), grounds, BODY)
    wanted = float(variables.get(LEAST, TEXT))

    def readable(name: str, otherwise: Color, least: float = wanted) -> str:
        given = variables.get(name, "auto")
        return raised(otherwise if given.startswith("auto") else background + Color.parse(given), grounds, least).hex

    race = enumerate(_DARK_RACE if dark else _LIGHT_RACE, 1)
    accents = [readable(f"text-{name}", text) for name in ACCENTS]
    shades = [background.blend(Color.parse(accents[0]), percent / 100) for percent in range(40, 0, -5)]
    return {
        **variables,
        **_named(
            accents,
            [readable(f"race-{number}", Color.parse(colour), TEXT) for number, colour in race],
            text=text.hex,
            muted=readable("text-muted", background.blend(text, 0.65)),
            rule=readable("rule", background.blend(text, 0.3), RULE),
            background=background.hex,
            selection=next(shade for shade in shades if contrast(text, shade) >= wanted).hex,
            selected=text.hex,
        ),
    }


def of_terminal(variables: Mapping[str, str], *, dark: bool) -> dict[str, str]:
    """The variables in colours of the terminal's own sixteen, those that stand out from black, or from white."""
    colours = [f"ansi_{name}" for name in (_DARK_TERMINAL if dark else _LIGHT_TERMINAL).split()]
    accents, (rule, selection, selected), race = colours[:6], colours[6:9], colours[9:]
    ground = {"text": DEFAULT, "muted": DEFAULT, "background": DEFAULT}
    named = _named(accents, race, **ground, rule=rule, selection=selection, selected=selected)
    return {**variables, **dict(zip(ACCENTS, accents, strict=True)), **named}


def of_none(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables without a colour; what has to be told apart is told by bold, dim and reverse."""
    return {
        name: DEFAULT if value.startswith(("ansi_", "#")) else value
        for name, value in of_terminal(variables, dark=True).items()
    }


def _named(
    accents: Sequence[str],
    race: Sequence[str],
    *,
    text: str,
    muted: str,
    rule: str,
    background: str,
    selection: str,
    selected: str,
) -> dict[str, str]:
    """The colours by all their names; most of these are of Textual's widgets."""
    cursors = ("block-cursor", "block-cursor-blurred", "input-selection", "screen-selection")
    return {
        **{f"text-{name}": colour for name, colour in zip(ACCENTS, accents, strict=True)},
        **{f"race-{number}": colour for number, colour in enumerate(race, 1)},
        **dict.fromkeys(("text", "foreground", "input-cursor-background"), text),
        **dict.fromkeys(("text-muted", "text-disabled", "foreground-muted", "foreground-disabled"), muted),
        **dict.fromkeys(("rule", "border", "border-blurred", "scrollbar"), rule),
        **dict.fromkeys([f"scrollbar-background{state}" for state in ("", "-hover", "-active")], background),
        **dict.fromkeys([f"{cursor}-background" for cursor in cursors], selection),
        **dict.fromkeys([f"{cursor}-foreground" for cursor in cursors], selected),
        "input-cursor-foreground": background,
        "scrollbar-hover": muted,
        "scrollbar-active": accents[0],
    }

"""The app's own themes, which theme is used, and `auto`: dark or light as the terminal is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from textual.theme import BUILTIN_THEMES, Theme

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.nearest import perhaps
from streamtui.frontends.tui.kit.themed import ThemedApp
from streamtui.frontends.tui.kit.tones import BODY, LEAST
from streamtui.frontends.tui.terminal.ground import AUTO
from streamtui.frontends.tui.terminal.input import GroundTold
from streamtui.frontends.tui.terminal.raw_terminal import TERMINAL
from streamtui.rows.palette import ACCENTS, DARK, HIGH_CONTRAST, HIGH_CONTRAST_LIGHT, LIGHT

OWN_NAMES: Mapping[str, str] = {
    AUTO: "as the terminal is",
    "dark": "the app's own",
    "light": "the app's own",
    "high-contrast": "the app's own",
    "high-contrast-light": "the app's own",
}
"""What is chosen first, and a word on it."""
_OWN, _CALM = "streamtui-", ("dark", "light")
"""The last are the terminal's own colours on a slow line, which take a third fewer bytes."""
Result = TypeVar("Result")


def _own(name: str, palette: Mapping[str, str], *, dark: bool, least: float | None = None) -> Theme:
    return Theme(
        f"{_OWN}{name}",
        primary=palette["primary"],
        secondary=palette["secondary"],
        accent=palette["accent"],
        success=palette["success"],
        warning=palette["warning"],
        error=palette["error"],
        foreground=palette["text"],
        background=palette["background"],
        surface=palette["surface"],
        panel=palette["panel"],
        dark=dark,
        variables={
            "text-muted": palette["text-muted"],
            "rule": palette["rule"],
            **{f"text-{accent}": palette[accent] for accent in ACCENTS},
            **({LEAST: f"{least:g}"} if least is not None else {}),
        },
    )


OWN = (
    _own("dark", DARK, dark=True),
    _own("light", LIGHT, dark=False),
    _own("high-contrast", HIGH_CONTRAST, dark=True, least=BODY),
    _own("high-contrast-light", HIGH_CONTRAST_LIGHT, dark=False, least=BODY),
)


def shown_name(theme: str) -> str:
    """The app's own as they are asked for: dark and light."""
    return theme.removeprefix(_OWN)


def theme_names() -> list[str]:
    """Textual's themes and the app's own."""
    return [*BUILTIN_THEMES, *(theme.name for theme in OWN)]


def theme_name(wanted: str, known: Iterable[str], *, slow: bool, dark: bool) -> str:
    """The theme of that name; `auto` is dark or light as the terminal is. Raises ConfigurationError."""
    if wanted == AUTO:
        wanted = "dark" if dark else "light"
    if wanted in OWN_NAMES:
        return f"ansi-{wanted}" if slow and wanted in _CALM else f"{_OWN}{wanted}"
    if wanted not in known:
        names = [*OWN_NAMES, *sorted(known)]
        near = perhaps(wanted, names) or f"; choose {', '.join(names)}"
        raise ConfigurationError(f"There is no theme {wanted!r}{near}.")
    return wanted


class OwnThemes(ThemedApp[Result]):
    """An app with these themes. What the person says or chose wins over what the terminal says."""

    def __init__(self, *, slow: bool, **options: Any) -> None:
        super().__init__(**options)
        for theme in OWN:
            self.register_theme(theme)
        self._slow = slow
        self.chosen_theme = AUTO

    def choose_theme(self, wanted: str | None, chosen: str | None = None) -> None:
        """Show the wanted theme, else the one that was chosen before if there still is one.

        Raises ConfigurationError.
        """
        if wanted is None and chosen in (*OWN_NAMES, *self.available_themes):
            wanted = chosen
        wanted = wanted or AUTO
        if wanted == AUTO:
            self._ask_ground()
        self.theme = self._named(wanted)
        self.chosen_theme = wanted

    def near_theme(self, name: str) -> str:
        """` (perhaps NAME)`, where there is one that is called nearly so."""
        return perhaps(name, [*OWN_NAMES, *self.available_themes])

    def _named(self, wanted: str) -> str:
        return theme_name(wanted, self.available_themes, slow=self._slow, dark=TERMINAL.ground.dark)

    def on_ground_told(self, told: GroundTold) -> None:
        """The terminal answered late, or changed."""
        TERMINAL.ground.hear(told.said)
        if self.chosen_theme == AUTO:
            self.theme = self._named(AUTO)

    def on_app_focus(self) -> None:
        """Who was elsewhere may have changed it there; not every terminal tells by itself."""
        if self.chosen_theme == AUTO and TERMINAL.ground.answers:
            self._ask_ground()

    def _ask_ground(self) -> None:
        """The answer comes with the keys."""
        if self._driver is not None and TERMINAL.drawn_on:
            self._driver.write(TERMINAL.ground_question)

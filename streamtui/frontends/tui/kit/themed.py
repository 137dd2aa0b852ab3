"""An app whose themes can be read on its terminal: each is shown by its tones, as many as there are."""

from __future__ import annotations

from typing import Any, TypeVar

from textual.app import App
from textual.filter import ANSIToTruecolor
from textual.theme import Theme

from streamtui.frontends.tui.kit import tones
from streamtui.frontends.tui.terminal.colours import Colours

Result = TypeVar("Result")


class ThemedApp(App[Result]):
    """Shows any theme of Textual. Where there are few colours, a theme is no more than dark or light."""

    def __init__(self, *, colours: Colours = Colours.MANY, **options: Any) -> None:
        self.colours = colours
        super().__init__(**options, ansi_color=None if colours is Colours.MANY else True)
        # no colour is asked for where there shall be none, so that nothing has to be taken out later
        self._filters = [known for known in self._filters if isinstance(known, ANSIToTruecolor)]

    @property
    def current_theme(self) -> Theme:
        theme = super().current_theme
        return theme if self.colours is Colours.MANY else self.available_themes[_ANSI[theme.dark]]

    def get_css_variables(self) -> dict[str, str]:
        theme, variables = self.current_theme, super().get_css_variables()
        if self.colours is Colours.NONE:
            variables = tones.of_none(variables)
        elif theme.ansi:
            variables = tones.of_terminal(variables, dark=theme.dark)
        else:
            variables = tones.of_theme(variables, dark=theme.dark)
        self.theme_variables = variables
        return variables


_ANSI = {True: "ansi-dark", False: "ansi-light"}

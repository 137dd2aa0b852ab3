"""An app with help, which is loaded when it is asked for: it knows every table of keys, those of a race too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual import on
from textual.app import App

from streamtui.frontends.tui.kit.help_asked import HelpAsked

if TYPE_CHECKING:
    from streamtui.frontends.tui.help.screen import HelpScreen

Result = TypeVar("Result")


class HelpApp(App[Result]):
    """Has the screen of that name."""

    def __init__(self, *arguments: Any, settings: Callable[[], Mapping[str, str]] = dict, **options: Any) -> None:
        """`settings`: the names of all that can be set, and what it is for."""
        super().__init__(*arguments, **options)
        self._installed_screens["help"] = partial(_help_screen, settings)

    @on(HelpAsked)
    def _help_with(self, asked: HelpAsked) -> None:
        from streamtui.frontends.tui.help.screen import HelpScreen

        if isinstance(screen := self.get_screen("help"), HelpScreen):
            screen.find(asked.text)
            self.push_screen(screen)


def _help_screen(settings: Callable[[], Mapping[str, str]]) -> HelpScreen:
    from streamtui.frontends.tui.help.screen import HelpScreen
    from streamtui.frontends.tui.help.tables import TABLES

    return HelpScreen(TABLES, settings)

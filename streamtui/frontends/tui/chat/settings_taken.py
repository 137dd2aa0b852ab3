"""An app that looks and tells as the settings say, also when they change while it runs."""

from __future__ import annotations

from typing import TypeVar

from textual import on
from textual.message import Message

from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.desk.services import SettingsNews, Shown
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.keymap import Keymap
from streamtui.frontends.tui.kit.mouse import MouseApp
from streamtui.frontends.tui.terminal.telling_app import TellingApp
from streamtui.frontends.tui.theme import OwnThemes

Result = TypeVar("Result")
_STAYS_S = 12.0
"""Nobody waits for the note: it stays, whatever is typed meanwhile."""


class SettingsChanged(Message):
    """They did."""

    def __init__(self, news: SettingsNews) -> None:
        super().__init__()
        self.news = news


class SettingsApp(MouseApp, OwnThemes[Result], TellingApp[Result]):
    """Has a change hold, and says it."""

    keymap: Keymap

    @on(SettingsChanged)
    def _take_settings(self, changed: SettingsChanged) -> None:
        news = changed.news
        wrong = "" if news.shown is None else self._look_otherwise(news.shown)
        self.notify(
            f"{news.sentence}{wrong}", severity="warning" if news.wrong or wrong else "information", timeout=_STAYS_S
        )

    def _look_otherwise(self, shown: Shown) -> str:
        """What of it can't be."""
        self.keymap = shown.keymap
        for bar in (bar for screen in self.screen_stack for bar in screen.query(KeyBar)):
            bar.on_resize()
        self.tell_otherwise(shown.telling)
        self.follow_mouse(taken=shown.mouse)
        try:
            self.choose_theme(shown.theme, shown.choices.theme if shown.choices is not None else None)
        except StreamtuiError:
            return f" There is no theme {shown.theme}{self.near_theme(shown.theme or '')}."
        return ""

"""The application: one screen, the palette, the theme. All else is in the screen and its widgets."""

from __future__ import annotations

from collections.abc import Iterable
from traceback import format_exc
from typing import Any

from rich.text import Text
from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen

from streamtui.core.secrets import redact
from streamtui.frontends.tui.alt_enter import read_alt_enter_as_line_break
from streamtui.frontends.tui.commands import COMMANDS
from streamtui.frontends.tui.screens.chat import ChatScreen
from streamtui.frontends.tui.services import Services
from streamtui.frontends.tui.theme import theme_name


class StreamtuiApp(App[object]):
    """A full-screen chat that shows the stream."""

    TITLE = "streamtui"
    CSS_PATH = "screens/chat.tcss"
    """Here and not on the screen: Textual reads no style sheet of a default screen."""
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(self, services: Services) -> None:
        super().__init__()
        read_alt_enter_as_line_break()
        self._chat_screen = ChatScreen(services)
        self._early_keys: list[events.Key] = []
        self.theme = theme_name(services.theme, self.available_themes, slow=services.low_bandwidth)

    def get_default_screen(self) -> Screen[None]:
        return self._chat_screen

    async def on_event(self, event: events.Event) -> None:
        """Keys that were pressed before there was a prompt wait for it."""
        if isinstance(event, events.Key) and not self._chat_screen.takes_keys:
            self._early_keys.append(event)
            return
        if self._early_keys and self._chat_screen.takes_keys:
            early, self._early_keys = self._early_keys, []
            for key in early:
                await super().on_event(key)
        await super().on_event(event)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers: the commands that are possible now."""
        if isinstance(screen, ChatScreen):
            for known in COMMANDS:
                if known.action != "palette" and screen.is_possible(known.action):
                    yield SystemCommand(known.title, known.usage, screen.runner(known))
        yield SystemCommand("Choose a theme", "Colours of Textual", self.action_change_theme)

    def _fatal_error(self) -> None:
        """A bug shows its traceback, without the values of variables that Textual would add: keys may be among them."""
        self.panic(Text(redact(format_exc())))

    async def run_async(self, *args: Any, **kwargs: Any) -> object:
        """Run until the person quits, then give back the endpoint."""
        try:
            return await super().run_async(*args, **kwargs)
        finally:
            await self._chat_screen.chat.close()

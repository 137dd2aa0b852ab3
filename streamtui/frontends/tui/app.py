"""The application: its screens, the palette, the theme. All else is in the screens and their widgets."""

from __future__ import annotations

from collections.abc import Iterable
from traceback import format_exc
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import events, on
from textual.app import App, SystemCommand
from textual.screen import Screen

from streamtui.core.text.secrets import redact
from streamtui.frontends.tui.chat.opening import OpeningScreen
from streamtui.frontends.tui.desk.services import LaterServices, Services
from streamtui.frontends.tui.kit.alt_enter import read_alt_enter_as_line_break
from streamtui.frontends.tui.kit.command import COMMANDS
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.theme import theme_name

if TYPE_CHECKING:
    from streamtui.frontends.tui.chat.screen import ChatScreen


class StreamtuiApp(App[object]):
    """A full-screen chat that shows the stream."""

    TITLE = "streamtui"
    CSS_PATH = "chat/screen.tcss"
    """Here and not on the screen: Textual reads no style sheet of a default screen."""
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(self, services: Services | LaterServices) -> None:
        """Begins with the chat, or where that is to be loaded yet with a prompt."""
        super().__init__()
        read_alt_enter_as_line_break()
        self._chat_screen: ChatScreen | None = None
        self._opening: OpeningScreen | None = None
        if isinstance(services, LaterServices):
            self._opening = OpeningScreen(services)
        else:
            self._chat_screen = _chat_screen(services)
        self._early_keys: list[events.Key | events.Paste] = []
        self.theme = theme_name(services.theme, self.available_themes, slow=services.low_bandwidth)

    def get_default_screen(self) -> Screen[Any]:
        return self._opening or self._chat_screen or super().get_default_screen()

    @on(OpeningScreen.Loaded)
    async def _show_chat(self, event: OpeningScreen.Loaded) -> None:
        self._chat_screen = _chat_screen(event.services)
        await self.push_screen(self._chat_screen)

    @property
    def _takes_keys(self) -> bool:
        return self._chat_screen is not None and self._chat_screen.takes_keys

    async def on_event(self, event: events.Event) -> None:
        """Keys that were pressed before there was a chat wait for it."""
        if isinstance(event, (events.Key, events.Paste)) and (self._early_keys or not self._takes_keys):
            self._early_keys.append(event)
            if self._opening is not None:
                self._opening.show(event)
        else:
            await super().on_event(event)

    @on(PromptInput.Ready)
    async def _release_keys(self) -> None:
        while self._early_keys:
            await super().on_event(self._early_keys.pop(0))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers: the commands that are possible now."""
        chat_screen = self._chat_screen
        if chat_screen is not None and screen is chat_screen:
            for known in COMMANDS:
                if known.action != "palette" and chat_screen.is_possible(known.action):
                    yield SystemCommand(known.title, known.usage, chat_screen.runner(known))
        yield SystemCommand("Choose a theme", "Colours of Textual", self.action_change_theme)

    def _fatal_error(self) -> None:
        """A bug shows its traceback, without the values of variables that Textual would add: keys may be among them."""
        self.panic(Text(redact(format_exc())))

    async def run_async(self, *args: Any, **kwargs: Any) -> object:
        """Run until the person quits, then give back the endpoint."""
        try:
            return await super().run_async(*args, **kwargs)
        finally:
            if self._chat_screen is not None:
                await self._chat_screen.chat.close()


def _chat_screen(services: Services) -> ChatScreen:
    from streamtui.frontends.tui.chat.screen import ChatScreen

    return ChatScreen(services)

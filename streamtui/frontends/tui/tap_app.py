"""The application on a tap: its window and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.screen import Screen

from streamtui.frontends.tui.desk.continued import Continued
from streamtui.frontends.tui.desk.services import SettingsWatch, Shown
from streamtui.frontends.tui.over_app import OverApp, sheets_with
from streamtui.frontends.tui.tap.screen import TapScreen

if TYPE_CHECKING:
    from streamtui.frontends.tui.kit.command import Command


class TapApp(OverApp):
    """Ends when the window is left."""

    STYLES = sheets_with("tap/tap.tcss")

    def __init__(self, shown: Shown, window: TapScreen, settings: SettingsWatch | None = None) -> None:
        super().__init__(shown, settings)
        self._window = window

    def get_default_screen(self) -> Screen[Any]:
        return self._window

    async def action_quit(self) -> None:
        """Quit; what is under way may be something against it."""
        if self._chat_screen is None:
            self._window.leave()
        else:
            self._chat_screen.quit()

    def action_command_palette(self) -> None:
        """Open the palette: over a chat the chat's, else the window's."""
        from streamtui.frontends.tui.chat.palette import palette_offers
        from streamtui.frontends.tui.kit.picker import Picker

        if self._chat_screen is not None:
            super().action_command_palette()
        elif self.screen is self._window:
            offers = palette_offers(self._window.possible(), self._used)
            self.push_screen(Picker("COMMANDS", offers), self._do_in_window)

    def _do_in_window(self, command: Command[Any] | None) -> None:
        if command is not None:
            self._used = [command.id, *(name for name in self._used if name != command.id)]
            self._window.do(command)

    @on(TapScreen.ChatAsked)
    def _go_on_with(self, event: TapScreen.ChatAsked) -> None:
        window, tapped, events = self._window.window, event.tapped, event.events
        make = window.chat
        if make is None:
            return

        def prepare() -> Continued:
            kept = events or (window.read(tapped.recording) if tapped.recording is not None else [])
            return make(tapped, kept)

        said = f"This goes on with #{tapped.number}, as a conversation of yours: the program knows nothing of it."
        self.open_chat(prepare, said)

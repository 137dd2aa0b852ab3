"""The application on a tap: its window and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events, on, work
from textual.screen import Screen

from streamtui.core.chat.events import StreamEvent
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.tap import Tapped
from streamtui.frontends.tui.app import REMARK_S, StreamtuiApp
from streamtui.frontends.tui.desk.services import Shown
from streamtui.frontends.tui.tap.screen import TapScreen

if TYPE_CHECKING:
    from streamtui.frontends.tui.desk.desk import Desk
    from streamtui.frontends.tui.kit.command import Command


class TapApp(StreamtuiApp):
    """Ends when the window is left."""

    STYLES = tuple(
        str(Path(__file__).parent / name)
        for name in (
            "look.tcss",
            "chat/opening.tcss",
            "chat/chat.tcss",
            "chat/looking.tcss",
            "race/race.tcss",
            "tap/tap.tcss",
        )
    )

    def __init__(self, shown: Shown, window: TapScreen) -> None:
        super().__init__(shown)
        self._window = window

    def get_default_screen(self) -> Screen[Any]:
        return self._window

    def takes(self, _: events.Event) -> bool:
        return True

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
    def _open_chat(self, event: TapScreen.ChatAsked) -> None:
        if self._chat_screen is None:
            self._prepare_chat(event.tapped, event.events)

    @work(exclusive=True, group="chat")
    async def _prepare_chat(self, tapped: Tapped, events: Sequence[StreamEvent]) -> None:
        """Open it, once all is there that it needs."""
        window = self._window.window
        if window.chat is None:
            return
        try:
            if not events and tapped.recording is not None:
                events = await asyncio.to_thread(window.read, tapped.recording)
            chat = await asyncio.to_thread(window.chat, tapped, events)
        except (StreamtuiError, OSError) as error:
            self.notify(str(error), severity="warning")
            return
        from streamtui.frontends.tui.desk.desk import Desk
        from streamtui.frontends.tui.tap.chat import ChatOverTap

        self._desk = desk = Desk(chat.services)
        for name, value in chat.parameters.items():
            desk.own.set_parameter(name, value)
        self._run_desk(desk)
        self._chat_screen = ChatOverTap(chat.services, desk)
        await self.push_screen(self._chat_screen, lambda _: self._leave_chat(desk))
        said = [f"This goes on with #{tapped.number}, as a conversation of yours: the program knows nothing of it."]
        said += ["Its tools are the program's, and not sent."] if tapped.tools else []
        said += [f"Left out: {', '.join(chat.left_out)}."] if chat.left_out else []
        self.notify(" ".join(said), timeout=REMARK_S)

    async def _leave_chat(self, desk: Desk) -> None:
        self._desk = self._chat_screen = None
        self.workers.cancel_group(self, "desk")
        await desk.connection.close()

"""An application on something that is shown, over which a chat can be opened that goes on with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from textual import events, work

from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.app import REMARK_S, StreamtuiApp
from streamtui.frontends.tui.chat.settings_news import watch_settings
from streamtui.frontends.tui.desk.continued import Continued
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import SettingsWatch, Shown

_SHEETS = ("look.tcss", "chat/opening.tcss", "chat/chat.tcss", "looking/looking.tcss", "race/race.tcss")


def sheets_with(own: str) -> tuple[str, ...]:
    """The paths of all sheets of such an application; `own` is that of its screen."""
    return tuple(str(Path(__file__).parent / name) for name in (*_SHEETS, own))


class OverApp(StreamtuiApp):
    """Has a screen of its own in place of a chat."""

    def __init__(self, shown: Shown, settings: SettingsWatch | None = None) -> None:
        """`settings`: looks after what is configured, for the chats that are opened here, too."""
        super().__init__(shown)
        self._settings = settings

    def on_mount(self) -> None:
        if self._settings is not None:
            watch_settings(self, self._settings)

    def takes(self, _: events.Event) -> bool:
        return True

    def open_chat(self, prepare: Callable[[], Continued], sentence: str) -> None:
        """Open a chat over what is shown, unless there is one.

        `prepare` may wait for the disk, and raises StreamtuiError or OSError; `sentence` says what it goes on with.
        """
        if self._chat_screen is None:
            self._open_chat(prepare, sentence)

    @work(exclusive=True, group="chat")
    async def _open_chat(self, prepare: Callable[[], Continued], sentence: str) -> None:
        try:
            chat = await asyncio.to_thread(prepare)
        except (StreamtuiError, OSError) as error:
            self.notify(str(error), severity="warning")
            return
        from streamtui.frontends.tui.chat.over import ChatOver

        self._desk = desk = Desk(chat.services)
        for name, value in chat.parameters.items():
            desk.own.set_parameter(name, value)
        self._run_desk(desk)
        self._chat_screen = ChatOver(chat.services, desk)
        await self.push_screen(self._chat_screen, lambda _: self._leave_chat(desk))
        said = [sentence]
        said += ["Its tools are the program's, and not sent."] if chat.tools else []
        said += [f"Left out: {', '.join(chat.left_out)}."] if chat.left_out else []
        self.notify(" ".join(said), timeout=REMARK_S)

    async def _leave_chat(self, desk: Desk) -> None:
        self._desk = self._chat_screen = None
        self.workers.cancel_group(self, "desk")
        await desk.connection.close()

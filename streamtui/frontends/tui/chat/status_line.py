"""The line at the top: program, model, profile, phase."""

from __future__ import annotations

from streamtui.frontends.tui.chat.chrome import status_row
from streamtui.frontends.tui.desk.desk import Chat
from streamtui.frontends.tui.kit.lines import Lines


class StatusLine(Lines):
    """Says where the chat stands."""

    def show(self, chat: Chat, now: float) -> None:
        self.rows = (status_row(chat, now, self.size.width),)

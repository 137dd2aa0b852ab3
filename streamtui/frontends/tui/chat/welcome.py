"""The empty conversation."""

from __future__ import annotations

from streamtui.frontends.tui.chat.chrome import welcome_rows
from streamtui.frontends.tui.desk.desk import Chat
from streamtui.frontends.tui.kit.lines import Lines


class Welcome(Lines):
    """Says who is here and what to do."""

    def show(self, chat: Chat) -> None:
        self.rows = welcome_rows(chat, self.size.width, self.size.height)

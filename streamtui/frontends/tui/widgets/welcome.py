"""The empty conversation."""

from __future__ import annotations

from streamtui.frontends.tui.chat import Chat
from streamtui.frontends.tui.views.chrome import welcome_rows
from streamtui.frontends.tui.widgets.lines import Lines


class Welcome(Lines):
    """Says who is here and what to do."""

    def show(self, chat: Chat) -> None:
        self.rows = welcome_rows(chat, self.size.width, self.size.height)

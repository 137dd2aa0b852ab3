"""The rows between conversation and prompt."""

from __future__ import annotations

from streamtui.frontends.tui.chat.advice_rows import advice_rows
from streamtui.frontends.tui.desk.desk import Chat
from streamtui.frontends.tui.kit.lines import Lines


class Advice(Lines):
    """Says what is waited for and what the person can do now; takes no room when there is nothing to say."""

    FITS = True

    note = ""
    """The answer to the last command."""

    def show(self, chat: Chat, now: float, *, typing: bool) -> None:
        self.rows = advice_rows(chat, self.note, now, self.size.width or self.app.size.width - 2, typing=typing)

"""The statistics in one line, for a screen without room for the panel."""

from __future__ import annotations

from streamtui.frontends.tui.chat.statistics import summary_row
from streamtui.frontends.tui.desk.desk import Chat
from streamtui.frontends.tui.kit.lines import Lines


class SummaryLine(Lines):
    """Words, tokens, speed, first token, calls."""

    FITS = True

    def show(self, chat: Chat) -> None:
        row = summary_row(chat.state, self.size.width)
        self.rows = (row,) if row else ()

"""The function calls of the last turn, with their arguments while they are being written."""

from __future__ import annotations

from streamtui.frontends.tui.chat import Chat
from streamtui.frontends.tui.views.calls import call_rows
from streamtui.frontends.tui.widgets.lines import Lines


class Inspector(Lines):
    """Shows every call of the turn, as much of each as fits."""

    def show(self, chat: Chat, now: float) -> None:
        self.rows = call_rows(chat.state.turn_calls, now, self.size.width, self.size.height)

"""The column beside the chat: statistics over calls."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from streamtui.frontends.tui.chat import Chat
from streamtui.frontends.tui.widgets.inspector import Inspector
from streamtui.frontends.tui.widgets.statistics_panel import StatisticsPanel

_WITHOUT_CALLS = 3
"""Rows of an inspector that has nothing to show, its rule included."""


class SidePanel(Vertical):
    """Shares its height: calls get a third of it, and all that the statistics leave."""

    def compose(self) -> ComposeResult:
        yield StatisticsPanel(id="figures")
        yield Inspector(id="inspector")

    def show(self, chat: Chat, now: float) -> None:
        figures, inspector = self.query_one(StatisticsPanel), self.query_one(Inspector)
        figures.show(chat, now)
        inspector.show(chat, now)
        for_calls = self.size.height // 3 if chat.state.turn_calls else _WITHOUT_CALLS
        figures.styles.max_height = max(0, self.size.height - for_calls)

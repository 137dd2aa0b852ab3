"""The column beside the chat: statistics over calls."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.chat.statistics_panel import StatisticsPanel
from streamtui.frontends.tui.desk.desk import Chat

_WITHOUT_CALLS = 3
"""Rows of an inspector that has nothing to show, its rule included."""


class SidePanel(Vertical):
    """Shares its height: calls get a third of it, and all that the statistics leave."""

    def __init__(self, chat: Chat, **options: Any) -> None:
        super().__init__(**options)
        self._chat = chat

    def compose(self) -> ComposeResult:
        yield StatisticsPanel(id="figures")
        yield Inspector(self._chat, id="inspector")

    def show(self, now: float) -> None:
        figures, inspector = self.query_one(StatisticsPanel), self.query_one(Inspector)
        figures.show(self._chat, now)
        inspector.show(now)
        for_calls = self.size.height // 3 if self._chat.state.turn_calls else _WITHOUT_CALLS
        figures.styles.max_height = max(0, self.size.height - for_calls)

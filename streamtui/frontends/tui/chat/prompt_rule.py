"""The rule above the prompt."""

from __future__ import annotations

from streamtui.frontends.tui.chat.chrome import rule_row
from streamtui.frontends.tui.desk.desk import Chat
from streamtui.frontends.tui.kit.lines import Lines


class PromptRule(Lines):
    """Carries what the person should always know about the place."""

    def show(self, chat: Chat) -> None:
        self.rows = (rule_row(chat.hint, self.size.width),)

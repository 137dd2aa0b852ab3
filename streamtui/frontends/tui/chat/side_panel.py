"""The column beside the chat: statistics over calls."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from streamtui.core.chat.conversation import Continuation, Conversation, Reply, UserMessage
from streamtui.core.text.token_estimate import estimate_tokens
from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.chat.statistics import statistics_rows
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.lines import Lines

_WITHOUT_CALLS = 3
"""Rows of an inspector that has nothing to show, its rule included."""


class SidePanel(Vertical):
    """Shares its height: calls get a third of it, and all that the statistics leave."""

    def __init__(self, desk: Desk, **options: Any) -> None:
        super().__init__(**options)
        self._figures = Lines(fits=True, id="figures")
        self._inspector = Inspector(desk, id="inspector")
        self._estimated: tuple[str, int] = ("", 0)
        """The tokens that went in for a reply: a guess that is made once per reply, as it reads the whole history."""

    def compose(self) -> ComposeResult:
        yield self._figures
        yield self._inspector

    def show(self, face: Face) -> None:
        """Take what the chat is now into both."""
        reply_id = reply.id if (reply := face.state.reply) is not None else ""
        if reply_id != self._estimated[0]:
            self._estimated = (reply_id, _estimate_prompt(face.state.conversation, reply_id))
        self._figures.show(*statistics_rows(face, self._estimated[1], self._figures.size.width))
        self._inspector.follow(face.now)
        for_calls = self.size.height // 3 if face.state.turn_calls else _WITHOUT_CALLS
        self._figures.styles.max_height = max(0, self.size.height - for_calls)


def _estimate_prompt(conversation: Conversation, reply_id: str) -> int:
    tokens = estimate_tokens(conversation.system)
    for message in conversation.messages:
        if message.id == reply_id:
            break
        if isinstance(message, UserMessage | Continuation | Reply):
            tokens += estimate_tokens(str(message.text))
    return max(1, round(tokens)) if tokens else 0

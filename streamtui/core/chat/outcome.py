"""What became of a turn, for those who want a reply in any case."""

from __future__ import annotations

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState


def outcome(state: ChatState) -> Reply:
    """The last reply; where a turn failed before any began, a reply that failed."""
    return state.reply or Reply(state=ReplyState.FAILED, fault=state.fault)
